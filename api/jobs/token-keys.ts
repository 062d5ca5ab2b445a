import type { Logger } from '../../kit/log.ts'
import type { TokenKeys } from '../domain/auth/token-keys.ts'
import { TOKEN_KEY_RELOAD_MS } from '../limits.ts'

/**
 * Makes and drops keys as they are due. Every process runs it: whoever comes first does the work of the day, and a sign-in makes a
 * missing key itself, so that nothing depends on the timer alone.
 * @returns what ends it.
 */
export function keepTokenKeys(log: Logger, keys: TokenKeys): () => void {
  const rotate = () => {
    keys.rotate().catch((error: unknown) => log.warn({ err: error }, 'token keys were not rotated'))
  }
  rotate()
  const timer = setInterval(rotate, TOKEN_KEY_RELOAD_MS)
  return () => clearInterval(timer)
}
