import { availableParallelism, loadavg } from 'node:os'
import { localOptions, PORT_PURPOSES } from '../../local/config.ts'
import { removeDeployment } from '../../local/deployment.ts'
import { openWorld } from '../../local/play/world.ts'
import { startLocal } from '../../local/start-local.ts'
import { until } from '../../local/until.ts'
import { openSeries, type SystemWorld } from '../services/api/support/system.ts'
import { freePort, temporaryDir } from '../services/relayer/support/places.ts'
import { type Caller, prepareCallers } from './api-people.ts'
import { type Answered, type Call, sendOpenLoop } from './open-loop.ts'
import { quantile } from './quantile.ts'
import { randomFrom } from './random.ts'

/**
 * The whole local system as `npm start` runs it, with its clients on the same machine: a mixed load at 200 requests a second, arriving at
 * random. The translation layer is what a phone number costs on top of the call that it stands before: the whole request that resolves
 * it, for a transfer and, with two signers asked, for a withdrawal.
 */
const PER_SECOND = 200
const SECONDS = Number(process.env.BENCH_SECONDS ?? 30)
const WARM_UP_SECONDS = 5
const CALLERS = 20
/** Of a hundred requests. */
const MIX = {
  orderbook: 22,
  placeOrder: 20,
  ticker: 10,
  series: 8,
  orders: 8,
  orderByNumber: 6,
  portfolio: 8,
  fills: 4,
  sessions: 4,
  nonce: 2,
  resolveForTransfer: 5,
  resolveForWithdrawal: 3,
} as const
type OperationName = keyof typeof MIX

interface Figures {
  requests: number
  p50ms: number
  p99ms: number
}

export interface ApiFigures extends Figures {
  offeredPerSecond: number
  /** Answers that were no success. */
  failures: number
  operations: Record<string, Figures>
  /** On top of the bare call. */
  translationP99ms: number
  /** Of the API's process; it hardly depends on what else the machine does. */
  apiCpuMsPerRequest: number
  loadAverage: number
  cores: number
}

export async function measureApi(): Promise<ApiFigures> {
  const { dir, remove } = temporaryDir()
  const ports: Record<string, string> = {}
  for (const name of Object.keys(PORT_PURPOSES)) ports[name] = String(await freePort())
  const options = localOptions({ DATA_DIR: dir, LOG_LEVEL: 'warn', SEED: 'off', ...ports })
  const system = await startLocal(options, { write: (line) => process.stderr.write(`${line}\n`) })
  try {
    const rpcUrl = `http://127.0.0.1:${options.ports.GENEX_CHAIN_PORT}`
    const opened = openWorld({ url: system.url, rpcUrl, deployment: options.deployments.genex })
    return await measure({ ...opened, environment: system.environment })
  } finally {
    await system.stop()
    for (const deployment of Object.values(options.deployments)) removeDeployment(deployment)
    remove()
  }
}

async function measure(world: SystemWorld): Promise<ApiFigures> {
  const { series } = await openSeries(world)
  const total = PER_SECOND * (SECONDS + WARM_UP_SECONDS)
  // Whom an order falls to is chance; a third more is never used up.
  const orders = Math.ceil((total * MIX.placeOrder * 1.5) / 100 / CALLERS) + 10
  const callers = await prepareCallers(world, series, { callers: CALLERS, orders })
  const calls = await writeCalls(world, { callers, series, total })
  await until('the series in the index', async () => (await fetch(`${world.url}/api/v1/series/${series}`)).ok)
  await sendOpenLoop(world.url, calls.slice(0, PER_SECOND * WARM_UP_SECONDS), PER_SECOND)
  const before = await cpuSeconds(world)
  const answers = await sendOpenLoop(world.url, calls.slice(PER_SECOND * WARM_UP_SECONDS), PER_SECOND)
  const apiCpuMsPerRequest = Number(((((await cpuSeconds(world)) - before) * 1_000) / answers.length).toFixed(2))
  return { ...report(answers), apiCpuMsPerRequest }
}

async function cpuSeconds({ url }: SystemWorld): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_cpu_seconds_total[^ ]* (.*)$/m.exec(text)?.[1])
}

function report(answers: readonly Answered[]): Omit<ApiFigures, 'apiCpuMsPerRequest'> {
  const failed = answers.filter(({ status, body }) => status === 0 || status >= 400 || body.includes('"rejected"'))
  for (const { operation, status, body } of failed.slice(0, 3))
    process.stderr.write(`${operation} ${status} ${body.slice(0, 300)}\n`)
  const names = Object.keys(MIX)
  const operations = Object.fromEntries(
    names.map((name) => [name, figuresOf(answers.filter(({ operation }) => operation === name))]),
  )
  const translated = answers.filter(({ operation }) => operation.startsWith('resolve'))
  return {
    offeredPerSecond: PER_SECOND,
    ...figuresOf(answers),
    failures: failed.length,
    translationP99ms: figuresOf(translated).p99ms,
    operations,
    loadAverage: loadavg()[0] ?? 0,
    cores: availableParallelism(),
  }
}

function figuresOf(answers: readonly Answered[]): Figures {
  const millis = answers.map((answer) => answer.millis)
  return { requests: answers.length, p50ms: quantile(millis, 0.5), p99ms: quantile(millis, 0.99) }
}

/** All calls beforehand, in a random order that is the same each time. */
async function writeCalls(
  world: SystemWorld,
  { callers, series, total }: { callers: readonly Caller[]; series: number; total: number },
): Promise<Call[]> {
  const random = randomFrom(3)
  const numbers = await Promise.all(callers.map((caller) => firstOrder(world, caller)))
  return Array.from({ length: total }, (_, i) => {
    const at = i % callers.length
    const caller = callers[at]
    const other = callers[(at + 1) % callers.length]
    if (!caller || !other) throw new Error('there is nobody')
    return callOf(pick(random()), { caller, other, series, orderNumber: numbers[at] ?? '' })
  })
}

async function firstOrder({ url }: SystemWorld, { headers, placements }: Caller): Promise<string> {
  const init = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: placements.shift() ?? '',
  }
  const answer = await fetch(`${url}/api/v1/orders`, init)
  const { results } = (await answer.json()) as { results: { orderNumber: string; status: string }[] }
  if (results[0]?.status !== 'accepted') throw new Error(JSON.stringify(results))
  return results[0].orderNumber
}

function pick(value: number): OperationName {
  let left = value * 100
  for (const [name, share] of Object.entries(MIX)) {
    left -= share
    if (left < 0) return name as OperationName
  }
  return 'orderbook'
}

interface Setting {
  caller: Caller
  other: Caller
  series: number
  orderNumber: string
}

function callOf(operation: OperationName, { caller, other, series, orderNumber }: Setting): Call {
  const { headers } = caller
  const get = (path: string): Call => ({ operation, method: 'GET', path: `/api/v1${path}`, headers })
  const post = (path: string, body: string): Call => ({
    operation,
    method: 'POST',
    path: `/api/v1${path}`,
    headers,
    body,
  })
  const resolve = (purpose: string) => post('/translate/resolve', JSON.stringify({ contact: other.contact, purpose }))
  switch (operation) {
    case 'orderbook':
      return get(`/orderbook/${series}`)
    case 'placeOrder':
      return post('/orders', caller.placements.shift() ?? '')
    case 'ticker':
      return get(`/series/${series}/ticker`)
    case 'series':
      return get('/series')
    case 'orders':
      return get('/orders')
    case 'orderByNumber':
      return get(`/orders/${orderNumber}`)
    case 'portfolio':
      return get('/portfolio')
    case 'fills':
      return get('/fills')
    case 'sessions':
      return get('/auth/sessions')
    case 'nonce':
      return post('/auth/nonce', '{}')
    case 'resolveForTransfer':
      return resolve('transfer')
    case 'resolveForWithdrawal':
      return resolve('withdrawal')
  }
}
