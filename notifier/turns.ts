import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../kit/errors.ts'
import type { Logger } from '../kit/log.ts'

/** Does a thing again and again, one after another, with a pause between; gives a function that ends it and waits for the last. */
export function keepTurning(
  log: Logger,
  { name, pauseMs, turn }: { name: string; pauseMs: number; turn: () => Promise<void> },
): () => Promise<void> {
  const stop = new AbortController()
  const run = async () => {
    while (!stop.signal.aborted) {
      try {
        await turn()
      } catch (error) {
        log.warn({ turn: name, reason: messageOf(error) }, 'a turn failed')
      }
      await wait(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }
  const running = run()
  return async () => {
    stop.abort()
    await running
  }
}
