import { z } from 'zod'
import { Secret } from '../../../kit/secret.ts'

/** Servers of a replicated journal. */
export interface JournalUrl {
  servers: readonly string[]
  /** `tls://`: a server that offers no encryption is refused. */
  isEncrypted: boolean
  user: string | undefined
  password: Secret | undefined
}

const SCHEMES = ['nats:', 'tls:']

/** `nats://host:port[,nats://…]`, `tls://` for encrypted ones; a user and a password before the first host serve them all. */
export const journalUrlField = z.string().transform((text, context): JournalUrl => {
  const urls = text.split(',').flatMap((part) => (URL.canParse(part.trim()) ? [new URL(part.trim())] : []))
  const [first] = urls
  if (
    !first ||
    urls.length !== text.split(',').length ||
    !SCHEMES.includes(first.protocol) ||
    urls.some(({ protocol }) => protocol !== first.protocol)
  ) {
    context.addIssue({ code: 'custom', message: 'must be nats:// URLs, or tls:// URLs, separated by commas' })
    return z.NEVER
  }
  return {
    servers: urls.map(({ host }) => host),
    isEncrypted: first.protocol === 'tls:',
    user: first.username === '' ? undefined : decodeURIComponent(first.username),
    password: first.password === '' ? undefined : new Secret(decodeURIComponent(first.password)),
  }
})

/** One stream is one journal. */
export const streamNameField = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 lower-case letters, digits or hyphens')
  .default('sequencer')

/** Servers that keep each record: 3 in production, 1 where there is one server only. */
export const replicasField = z.coerce.number().int().min(1).max(5).default(3)
