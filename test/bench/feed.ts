import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres } from '../../local/postgres.ts'
import { answersOk } from '../../local/until.ts'
import { Child } from '../services/relayer/support/child.ts'
import { freePort, temporaryDir } from '../services/relayer/support/places.ts'
import { createMarket, type ShellWorld, TOKEN } from '../services/sequencer/shell/support/shell-world.ts'

const API = join(import.meta.dirname, '../../api/main.ts')
const CLIENTS = join(import.meta.dirname, 'feed-clients.ts')
const PROCESSES = 2
const SUBSCRIBERS = 1_000
const WARM_UP = 20
const TRADES = 200
const EVERY_MS = 100
const BLOCK_MS = 1_000

export interface FeedFigures {
  subscribers: number
  /** Messages of a match that were measured: one for each trade and subscriber. */
  messages: number
  /** All messages that the subscribers got in the same time: books, later states of trades, tickers. */
  messagesOfAllKinds: number
  tradesPerSecond: number
  p50ms: number
  p99ms: number
  maxMs: number
  matchToMessage: true
  /** CPU time of the API process in the measured time, in parts of one core. */
  apiCpuShare: number
  /** Processes that wanted a core in that minute, and cores: where the first is above the second, the figures are of a busy machine. */
  loadAverage: number
  cores: number
}

/**
 * From the time of the match in the sequencer's journal to the message in a subscriber's process: group commit, feed, one API process and
 * 1,000 connections that each follow book, trades and ticker of the same market. Both ends read the clock of the same machine.
 */
export async function measureFeed(): Promise<FeedFigures> {
  const { world } = await createMarket({ LOG_LEVEL: 'warn', SEQUENCER_WORKERS: '1' })
  const { dir, remove } = temporaryDir()
  const [databasePort, apiPort] = [await freePort(), await freePort()]
  const postgres = new Child(postgresSpec(await preparePostgres(dir), databasePort))
  const database = localDatabaseUrl(databasePort)
  const api = new Child(apiSpec(world, database, apiPort))
  const blocks = setInterval(() => void world.chain.mine(), BLOCK_MS)
  try {
    await postgres.start()
    await ensureDatabase(database)
    await api.start()
    return await measure(world, `http://127.0.0.1:${apiPort}`)
  } finally {
    clearInterval(blocks)
    await api.kill('SIGTERM')
    await postgres.kill('SIGINT')
    await world.end()
    remove()
  }
}

async function measure(world: ShellWorld, url: string): Promise<FeedFigures> {
  const trader = await world.trader(100_000_000_000n)
  const orders = []
  for (let i = 0; i < WARM_UP + TRADES; i++) orders.push(await trader.buy())
  await world.seen()
  const groups = await Promise.all(Array.from({ length: PROCESSES }, () => openClients(url)))
  const cpuBefore = await cpuSecondsOf(url)
  const started = performance.now()
  for (const [i, order] of orders.entries()) {
    await pause(Math.max(0, started + i * EVERY_MS - performance.now()))
    const { results } = (await world.post('/orders', { orders: [order] })) as { results: { status: string }[] }
    if (results[0]?.status !== 'accepted') throw new Error(JSON.stringify(results))
  }
  // The last trade's later states are no part of the figures.
  const reports = await Promise.all(groups.map((group) => group.report()))
  const apiCpuShare = (1_000 * ((await cpuSecondsOf(url)) - cpuBefore)) / (performance.now() - started)
  const waits = reports.flatMap(({ waitsMs }) => waitsMs).toSorted((a, b) => a - b)
  const expected = TRADES * SUBSCRIBERS
  if (waits.length !== expected) throw new Error(`${waits.length} of ${expected} messages came`)
  const quantile = (share: number) => waits[Math.ceil(waits.length * share) - 1] ?? 0
  return {
    subscribers: SUBSCRIBERS,
    messages: waits.length,
    messagesOfAllKinds: reports.reduce((sum, { messages }) => sum + messages, 0),
    tradesPerSecond: 1_000 / EVERY_MS,
    p50ms: quantile(0.5),
    p99ms: quantile(0.99),
    maxMs: quantile(1),
    matchToMessage: true,
    apiCpuShare: Number(apiCpuShare.toFixed(2)),
    loadAverage: Number((loadavg()[0] ?? 0).toFixed(1)),
    cores: availableParallelism(),
  }
}

async function cpuSecondsOf(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_cpu_seconds_total\S* (\S+)/m.exec(metrics)?.[1])
}

interface Report {
  waitsMs: number[]
  messages: number
}

/** A process with its share of the subscribers, all of them at their snapshots. */
async function openClients(url: string): Promise<{ report: () => Promise<Report> }> {
  const args = [CLIENTS, url, String(SUBSCRIBERS / PROCESSES), String(WARM_UP), String(TRADES)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ready = await lines.next()
  if (ready.value !== 'ready') throw new Error(`the subscribers did not start: ${ready.value}`)
  const exited = once(child, 'exit')
  return {
    report: async () => {
      const { value } = await lines.next()
      await exited
      return JSON.parse(String(value))
    },
  }
}

function apiSpec({ url, chain, core }: ShellWorld, database: string, port: number) {
  return {
    name: 'api',
    command: process.execPath,
    args: [API],
    env: {
      PATH: process.env.PATH,
      INTERNAL_TOKEN: TOKEN,
      LOG_LEVEL: 'warn',
      DATABASE_URL: database,
      JWT_SECRET: 'a-secret-of-32-bytes-for-the-bench-only',
      FIELD_KEYS: `test:${'1'.repeat(64)}`,
      CONTACT_KEY: 'a-contact-key-of-32-bytes-for-the-bench',
      MAPPING_TOKEN: 'a-signer-token-for-the-bench',
      MAPPING_SIGNERS: ['platform', 'hsm', 'auditor']
        .map((party, i) => `${party}=0x${String(i + 1).padStart(40, '0')}@http://127.0.0.1:1`)
        .join(','),
      API_PORT: String(port),
      SEQUENCER_URL: url,
      GENEX_RPC_URL: chain.url,
      DEPLOYMENT_GENEX: core.deployment,
    },
    stopSignal: 'SIGTERM' as const,
    isReady: () => answersOk(`http://127.0.0.1:${port}/healthz`),
  }
}
