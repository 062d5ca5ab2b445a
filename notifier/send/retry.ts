import { MESSAGE_RETRIES_MS, RETRY_JITTER, WEBHOOK_RETRIES_MS } from '../limits.ts'

/**
 * Pause before the next attempt, or undefined when that was the last. Spread by chance, so that what failed together does not come back
 * together; never shorter than the receiver asked for.
 * @param attempts Made so far.
 * @param random From 0 to 1.
 */
export function retryAfterMs(
  { channel, attempts, askedMs = 0 }: { channel: string; attempts: number; askedMs?: number | undefined },
  random: number,
): number | undefined {
  const schedule: readonly number[] = channel === 'webhook' ? WEBHOOK_RETRIES_MS : MESSAGE_RETRIES_MS
  const pauseMs = schedule[attempts - 1]
  if (pauseMs === undefined) return undefined
  const last = schedule.at(-1) ?? pauseMs
  return Math.round(Math.max(pauseMs * (1 + RETRY_JITTER * random), Math.min(askedMs, last)))
}
