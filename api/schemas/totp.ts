import { z } from '@hono/zod-openapi'

export const totpCode = z
  .string()
  .regex(/^\d{6}$/, 'must be six digits')
  .openapi({ example: '123456' })

export const recoveryCode = z
  .string()
  .regex(/^[A-Za-z2-7]{4}(?:-?[A-Za-z2-7]{4}){3}$/, 'must be four groups of four letters and digits')
  .openapi({ example: 'ABCD-EFGH-IJKL-MN23' })

/** A code of the app, or one of those for the day it is lost. */
export const appOrRecoveryCode = z.union([z.strictObject({ code: totpCode }), z.strictObject({ recoveryCode })])

export const recoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).openapi({ description: 'Each good once, shown now and never again.' }) })
  .openapi('RecoveryCodes')
