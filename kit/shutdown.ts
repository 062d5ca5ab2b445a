import { SHUTDOWN_TIMEOUT_MS } from './limits.ts'
import type { Logger } from './log.ts'

export type Closer = () => Promise<unknown> | unknown

/** Ends a process in order: closers run one after another, last registered first, then the process exits. */
export class Shutdown {
  readonly #log: Logger
  readonly #exit: (code: number) => void
  readonly #closers: { name: string; close: Closer }[] = []
  #running: Promise<void> | undefined

  constructor(log: Logger, exit: (code: number) => void = (code) => process.exit(code)) {
    this.#log = log
    this.#exit = exit
  }

  add(name: string, close: Closer): void {
    this.#closers.push({ name, close })
  }

  /** Ends on SIGINT and SIGTERM with 0, and on anything uncaught with 1: an unknown state is not worked with. */
  listen(): this {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void this.run(signal, 0))
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (error: unknown) => {
        this.#log.fatal({ err: error }, event)
        void this.run(event, 1)
      })
    }
    return this
  }

  run(reason: string, exitCode: number): Promise<void> {
    this.#running ??= this.#close(reason, exitCode)
    return this.#running
  }

  async #close(reason: string, exitCode: number): Promise<void> {
    this.#log.info({ reason }, 'stopping')
    const timer = setTimeout(() => {
      this.#log.error({ timeoutMs: SHUTDOWN_TIMEOUT_MS }, 'stopping took too long')
      this.#exit(1)
    }, SHUTDOWN_TIMEOUT_MS)
    for (const { name, close } of this.#closers.toReversed()) {
      try {
        await close()
      } catch (error) {
        this.#log.error({ err: error, part: name }, 'part did not close')
      }
    }
    clearTimeout(timer)
    this.#log.info({ reason }, 'stopped')
    this.#exit(exitCode)
  }
}
