import { BaseError } from '../../kit/errors.ts'
import { INTAKE_WINDOW_MS, MAX_INTAKE_GROUP, MAX_INTAKE_TRIES } from '../limits.ts'
import type { IntentRow } from '../store/schema.ts'
import type { SignedIntent } from './read-intent.ts'
import { type TakeInContext, type TakenIn, TakenMeanwhileError, takeIn } from './take-in.ts'

interface Waiting {
  intent: SignedIntent
  resolve(row: IntentRow): void
  reject(error: unknown): void
}

/** Lets submissions that arrive together share a database transaction: a commit costs the same for one and for a hundred. */
export class IntentIntake {
  readonly #contextNow: () => TakeInContext
  readonly #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  /** @param contextNow Throws before the chain has been seen. */
  constructor(contextNow: () => TakeInContext) {
    this.#contextNow = contextNow
  }

  /** Durable once this resolves. Throws what the intent is refused for. */
  submit(intent: SignedIntent): Promise<IntentRow> {
    const { promise, resolve, reject } = Promise.withResolvers<IntentRow>()
    this.#waiting.push({ intent, resolve, reject })
    this.#timer ??= setTimeout(() => this.#run(), INTAKE_WINDOW_MS)
    return promise
  }

  #run(): void {
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined
      this.#timer = undefined
      if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#run(), 0)
    })
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_INTAKE_GROUP)
      try {
        const results = await this.#takeIn(group.map(({ intent }) => intent))
        for (const [index, { resolve, reject }] of group.entries()) {
          const result = results[index]
          if (result instanceof BaseError) reject(result)
          else if (result) resolve(result)
        }
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
  }

  async #takeIn(group: SignedIntent[]): Promise<TakenIn[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await takeIn(this.#contextNow(), group)
      } catch (error) {
        if (!(error instanceof TakenMeanwhileError) || tries >= MAX_INTAKE_TRIES) throw error
      }
    }
  }
}
