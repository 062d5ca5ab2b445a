import { collectDefaultMetrics, Registry } from 'prom-client'
import { messageOf } from './errors.ts'
import { READINESS_TIMEOUT_MS } from './limits.ts'

/** Resolves when the part is ready, rejects with the reason when it is not. */
export type ReadinessCheck = () => Promise<void> | void

export interface HealthAnswer {
  status: number
  contentType: string
  body: string
}

/** What a process says about itself: alive, ready for work (and if not, which part is missing), and its metrics. */
export class Health {
  readonly name: string
  readonly registry = new Registry()
  readonly #checks = new Map<string, ReadinessCheck>()
  readonly #reports = new Map<string, ReadinessCheck>()
  #isStopping = false

  constructor(name: string) {
    this.name = name
    this.registry.setDefaultLabels({ service: name })
    collectDefaultMetrics({ register: this.registry })
  }

  addCheck(name: string, check: ReadinessCheck): void {
    this.#checks.set(name, check)
  }

  /** Is told beside the checks and decides nothing: a part without which the others still work. */
  addReport(name: string, check: ReadinessCheck): void {
    this.#reports.set(name, check)
  }

  /** From now on the process is alive but not ready, so that nothing new is sent to it. */
  markStopping(): void {
    this.#isStopping = true
  }

  /** The answer to a path, or undefined when the path is not ours. */
  async answer(path: string): Promise<HealthAnswer | undefined> {
    if (path === '/healthz')
      return json(200, { status: 'ok', service: this.name, uptimeSec: Math.floor(process.uptime()) })
    if (path === '/readyz') return this.#readiness()
    if (path !== '/metrics') return undefined
    return { status: 200, contentType: this.registry.contentType, body: await this.registry.metrics() }
  }

  async #readiness(): Promise<HealthAnswer> {
    const [checks, reports] = await Promise.all([resultsOf(this.#checks), resultsOf(this.#reports)])
    if (this.#isStopping) checks.process = 'is stopping'
    const isReady = Object.values(checks).every((result) => result === 'ok')
    const status = isReady ? 'ready' : 'unready'
    return json(isReady ? 200 : 503, { status, service: this.name, checks: { ...checks, ...reports } })
  }
}

async function resultsOf(checks: ReadonlyMap<string, ReadinessCheck>): Promise<Record<string, string>> {
  const results = await Promise.all([...checks].map(async ([name, check]) => [name, await resultOf(check)] as const))
  return Object.fromEntries(results)
}

async function resultOf(check: ReadinessCheck): Promise<string> {
  const { promise: timeout, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${READINESS_TIMEOUT_MS} ms`)), READINESS_TIMEOUT_MS)
  try {
    await Promise.race([Promise.resolve().then(check), timeout])
    return 'ok'
  } catch (error) {
    return messageOf(error)
  } finally {
    clearTimeout(timer)
  }
}

function json(status: number, value: unknown): HealthAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(value) }
}
