import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { ProcessSpec } from '../../../../local/managed-process.ts'
import { until } from '../../../../local/until.ts'

/** A real process that a test starts, kills and starts again. */
export class Child {
  readonly lines: string[] = []
  readonly spec: ProcessSpec
  #child: ChildProcess | undefined
  #exited: Promise<unknown> = Promise.resolve()

  constructor(spec: ProcessSpec) {
    this.spec = spec
  }

  async start(): Promise<void> {
    await this.launch()
    await until(`${this.spec.name} being ready`, () => this.#hasEnded() || this.spec.isReady(), { timeoutMs: 30_000 })
    if (this.#hasEnded()) throw new Error(`${this.spec.name} ended: ${this.lines.slice(-5).join('\n')}`)
  }

  async launch(): Promise<void> {
    const { spec } = this
    await spec.prepare?.()
    const child = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(spec.uid === undefined ? {} : { uid: spec.uid }),
      ...(spec.gid === undefined ? {} : { gid: spec.gid }),
    })
    this.#child = child
    this.#exited = once(child, 'exit')
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.lines.push(line))
    }
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#hasEnded()) return
    this.#child?.kill(signal)
    await this.#exited
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Sends a signal and does not wait: SIGSTOP and SIGCONT end nothing. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** The code with which it ends by itself. */
  async exitCode(): Promise<number | null> {
    await this.#exited
    return this.#child?.exitCode ?? null
  }

  /** Messages of a service's log. */
  messages(): string[] {
    return this.lines.map((line) => (line.startsWith('{') ? String(JSON.parse(line).msg) : line))
  }

  #hasEnded(): boolean {
    return !this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null
  }
}
