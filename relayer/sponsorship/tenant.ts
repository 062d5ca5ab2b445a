import { z } from 'zod'

/** Our own users, sponsored by the configuration alone. */
export const OWN_TENANT = 'genex'

/** Who hands an intent in, as our services name it. */
export const tenantField = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be 1 to 64 lower case letters, digits or -')
  .default(OWN_TENANT)
