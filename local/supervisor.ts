import type { Logger } from '../kit/log.ts'
import type { LockFile } from './lock-file.ts'
import { ManagedProcess, type ProcessSpec } from './managed-process.ts'

/** The children in the order they were started; they are stopped in the opposite order. */
export class Supervisor {
  readonly processByName = new Map<string, ManagedProcess>()
  readonly #hooks: ConstructorParameters<typeof ManagedProcess>[1]
  readonly #log: Logger

  constructor(dependencies: { log: Logger; lock: LockFile; onLine: (name: string, line: string) => void }) {
    const { log, lock, onLine } = dependencies
    this.#log = log
    this.#hooks = { log, onLine, onSpawn: (child) => lock.record(child) }
  }

  /** Starts parts that do not need each other, and waits for all of them. */
  async start(specs: readonly ProcessSpec[], signal?: AbortSignal): Promise<void> {
    await Promise.all(
      specs.map(async (spec) => {
        const startedAt = performance.now()
        const child = new ManagedProcess(spec, this.#hooks)
        this.processByName.set(spec.name, child)
        await child.start(signal)
        this.#log.info({ part: spec.name, pid: child.pid, ms: Math.round(performance.now() - startedAt) }, 'ready')
      }),
    )
  }

  /** One after another: who uses a part ends before that part does. */
  async stop(): Promise<void> {
    for (const child of [...this.processByName.values()].toReversed()) {
      await child.stop()
      this.#log.info({ part: child.spec.name }, 'stopped')
    }
  }
}
