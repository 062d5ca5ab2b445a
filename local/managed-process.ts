import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../kit/errors.ts'
import type { Logger } from '../kit/log.ts'
import { RESTART_DELAYS_MS, STABLE_AFTER_MS, STOP_GRACE_MS } from './limits.ts'
import type { RecordedProcess } from './lock-file.ts'
import { identityOf } from './process-identity.ts'
import { until } from './until.ts'

export interface ProcessSpec {
  name: string
  command: string
  args: readonly string[]
  env: NodeJS.ProcessEnv
  cwd?: string
  uid?: number | undefined
  gid?: number | undefined
  stopSignal: NodeJS.Signals
  /** Resolves to true when the process does its work; may reject while it does not. */
  isReady: () => Promise<boolean>
  /** Runs before every start, also after a crash. */
  prepare?: () => Promise<void> | void
}

export interface ProcessHooks {
  log: Logger
  onLine: (name: string, line: string) => void
  onSpawn: (child: RecordedProcess) => void
}

/** One child that is kept alive until it is stopped. */
export class ManagedProcess {
  readonly spec: ProcessSpec
  readonly #hooks: ProcessHooks
  #child: ChildProcess | undefined
  #ended: Promise<unknown> = Promise.resolve()
  #isWanted = false
  #restarts = 0
  #stopping = new AbortController()

  constructor(spec: ProcessSpec, hooks: ProcessHooks) {
    this.spec = spec
    this.#hooks = hooks
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts it and resolves when it is ready; a crash on the way is retried like any other. */
  async start(signal?: AbortSignal): Promise<void> {
    this.#isWanted = true
    this.#stopping = new AbortController()
    await this.#spawn()
    await until(`${this.spec.name} being ready`, this.spec.isReady, { signal })
  }

  /** Asks it to end, kills it when it does not, resolves when it is gone. */
  async stop(): Promise<void> {
    this.#isWanted = false
    this.#stopping.abort()
    const child = this.#child
    if (!child) return
    child.kill(this.spec.stopSignal)
    const timer = setTimeout(() => {
      this.#hooks.log.warn({ part: this.spec.name }, 'does not end, killing it')
      child.kill('SIGKILL')
    }, STOP_GRACE_MS)
    await this.#ended
    clearTimeout(timer)
  }

  async #spawn(): Promise<void> {
    const { spec } = this
    await spec.prepare?.()
    if (!this.#isWanted) return
    // A group of its own: Ctrl-C in the terminal reaches only the supervisor, which then stops everything in order.
    const child = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(spec.uid === undefined ? {} : { uid: spec.uid }),
      ...(spec.gid === undefined ? {} : { gid: spec.gid }),
    })
    this.#child = child
    const startedAt = performance.now()
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#hooks.onLine(spec.name, line))
    }
    const ended = Promise.race([once(child, 'exit'), once(child, 'error').then(([error]) => [messageOf(error), null])])
    this.#ended = ended.then(([code, signal]) => this.#onEnd(signal ?? code, performance.now() - startedAt))
    const identity = child.pid === undefined ? undefined : identityOf(child.pid)
    if (child.pid === undefined || identity === undefined) return
    this.#hooks.onSpawn({ name: spec.name, pid: child.pid, identity, stopSignal: spec.stopSignal })
  }

  #onEnd(reason: unknown, livedMs: number): void {
    this.#child = undefined
    if (!this.#isWanted) return
    if (livedMs > STABLE_AFTER_MS) this.#restarts = 0
    const delayMs = RESTART_DELAYS_MS[Math.min(this.#restarts, RESTART_DELAYS_MS.length - 1)] ?? 0
    this.#restarts++
    this.#hooks.log.warn({ part: this.spec.name, reason, delayMs }, 'died, starting it again')
    void this.#restart(delayMs, this.#stopping.signal)
  }

  async #restart(delayMs: number, stopping: AbortSignal): Promise<void> {
    await wait(delayMs)
    if (stopping.aborted) return
    try {
      await this.#spawn()
    } catch (error) {
      this.#onEnd(messageOf(error), 0)
      return
    }
    const child = this.#child
    // A stop, or another death, ends this wait; a later restart reports then.
    const isObsolete = () => stopping.aborted || child !== this.#child
    try {
      await until(`${this.spec.name} being ready`, async () => isObsolete() || (await this.spec.isReady()))
      if (!isObsolete()) this.#hooks.log.info({ part: this.spec.name }, 'is back')
    } catch (error) {
      this.#hooks.log.error({ part: this.spec.name, err: error }, 'is not ready')
    }
  }
}
