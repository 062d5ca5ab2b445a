import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { hexToBytes } from '@noble/hashes/utils.js'
import { signRecoverable } from 'tiny-secp256k1'
import { createOrderHasher } from '../../relayer/sequencer/admission/order-digest.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'
import { openSeries } from '../services/sequencer/shell/support/core.ts'
import { createShellWorld, type ShellWorld, TOKEN } from '../services/sequencer/shell/support/shell-world.ts'
import type { Trader } from '../services/sequencer/shell/support/trader.ts'
import { measureFdatasync } from './fdatasync-probe.ts'
import { quantile } from './quantile.ts'
import { randomFrom } from './random.ts'

/**
 * One sequencer process that verifies, journals with fdatasync and acknowledges over HTTP, with its clients on the same machine.
 * First without pause (closed loop: every connection sends again when it is answered), then at shares of that load, arriving at
 * random (open loop: what waits behind a late answer counts from when it was due). Each order replaces the one before it in its
 * lane, so that the book stays as it is.
 */
const CONNECTIONS = 18
const LANES = 16
const WARM_UP = { requests: 8, size: 25 }
const FULL_LOAD = { requests: 50, size: 25 }
/** About ten seconds each. The first is the figure of the bench, the others tell how it falls with the load. */
const SHARES = [
  { share: 1 / 2, requests: 400, size: 5 },
  { share: 1 / 4, requests: 200, size: 5 },
  { share: 1 / 8, requests: 100, size: 5 },
] as const
/** Longest wait for company of a group commit. */
const GROUP_WINDOW_MS = 2

export interface AdmissionFigures extends LoadFigures {
  /** Without pause. */
  ordersPerSecond: number
  saturatedAckP99ms: number
  /** Of the threads that check signatures. */
  ordersPerCpuSecond: number
  /** Of the whole process, every thread counted. */
  ordersPerProcessCpuSecond: number
  /** Besides half of it, at a quarter and at an eighth. */
  lighterLoads: LoadFigures[]
}

interface LoadFigures {
  offeredPerSecond: number
  ackP50ms: number
  ackP99ms: number
  /** On the journal's disk, meanwhile. */
  fdatasyncP50ms: number
  fdatasyncP99ms: number
  /** The group window and two fdatasyncs: one that runs already, and one's own. */
  ackLimitMs: number
}

export async function measureAdmission(): Promise<AdmissionFigures> {
  const world = await createShellWorld({ LOG_LEVEL: 'warn', SEQUENCER_WORKERS: '2' })
  try {
    await openSeries(world.chain, world.core, (await world.trader(0n)).address)
    return await measure(world)
  } finally {
    await world.end()
  }
}

async function measure(world: ShellWorld): Promise<AdmissionFigures> {
  const connections: Bodies[] = []
  for (let i = 0; i < CONNECTIONS; i++) connections.push(await prepareConnection(world))
  await world.seen()
  const bodiesOf = (part: 'warmUp' | 'fullLoad') => connections.map((bodies) => bodies[part])
  await send(world, bodiesOf('warmUp'), 0)
  const before = await verifierUsage(world)
  const started = performance.now()
  const saturated = await send(world, bodiesOf('fullLoad'), 0)
  const ordersPerSecond = ordersOf(FULL_LOAD) / ((performance.now() - started) / 1_000)
  const after = await verifierUsage(world)
  const orders = after.orders - before.orders
  const atShare = (i: number) => {
    const bodies = connections.map(({ shares }) => shares[i] ?? [])
    return measureLoad(world, bodies, ordersPerSecond * (SHARES[i]?.share ?? 0))
  }
  return {
    ordersPerSecond: Math.round(ordersPerSecond),
    saturatedAckP99ms: quantile(saturated, 0.99),
    ordersPerCpuSecond: Math.round(orders / (after.cpuSeconds - before.cpuSeconds)),
    ordersPerProcessCpuSecond: Math.round(orders / (after.processSeconds - before.processSeconds)),
    ...(await atShare(0)),
    lighterLoads: [await atShare(1), await atShare(2)],
  }
}

async function measureLoad(world: ShellWorld, bodies: readonly string[][], offered: number): Promise<LoadFigures> {
  const everyMs = (CONNECTIONS * SHARES[0].size * 1_000) / offered
  let waits: number[] = []
  const syncs = await measureFdatasync(world.dataDir, async () => {
    waits = await send(world, bodies, everyMs)
  })
  return {
    offeredPerSecond: Math.round(offered),
    ackP50ms: quantile(waits, 0.5),
    ackP99ms: quantile(waits, 0.99),
    fdatasyncP50ms: quantile(syncs, 0.5),
    fdatasyncP99ms: quantile(syncs, 0.99),
    ackLimitMs: Number((GROUP_WINDOW_MS + 2 * quantile(syncs, 0.99)).toFixed(1)),
  }
}

function ordersOf({ requests, size }: { requests: number; size: number }): number {
  return requests * size * CONNECTIONS
}

/** What the sequencer says of its checking threads and of itself. */
async function verifierUsage({ url }: ShellWorld) {
  const text = await (await fetch(`${url}/metrics`)).text()
  const gauge = (name: string) => Number(new RegExp(`^${name}[^ ]* (.*)$`, 'm').exec(text)?.[1])
  return {
    orders: gauge('sequencer_orders_verified'),
    cpuSeconds: gauge('sequencer_verifier_cpu_seconds'),
    processSeconds: gauge('process_cpu_seconds_total'),
  }
}

interface Bodies {
  warmUp: string[]
  fullLoad: string[]
  shares: string[][]
}

async function prepareConnection(world: ShellWorld): Promise<Bodies> {
  const sign = orderSigner(world, await world.trader(100_000_000_000n), await world.chain.nowSec())
  const bodies = ({ requests, size }: { requests: number; size: number }) =>
    Array.from({ length: requests }, () => JSON.stringify({ orders: Array.from({ length: size }, sign) }))
  return { warmUp: bodies(WARM_UP), fullLoad: bodies(FULL_LOAD), shares: SHARES.map(bodies) }
}

/** Signs the next order of a connection, each lane in turn. */
function orderSigner({ core }: ShellWorld, trader: Trader, nowSec: number): () => unknown {
  const hash = createOrderHasher(core.domain)
  let turn = -1
  return () => {
    turn++
    const order: Order = {
      account: trader.address,
      series: 1,
      flags: 0,
      price: 20_000_000n + BigInt(turn % 500) * 10_000n,
      quantity: 1,
      lane: turn % LANES,
      seq: Math.floor(turn / LANES) + 1,
      epoch: 0,
      expiry: nowSec + 86_400,
      maxFeeBps: 100,
      minResalesLeft: 0,
      unitId: 0n,
    }
    const { signature, recoveryId } = signRecoverable(hash(order), hexToBytes(trader.key.slice(2)))
    const text = `0x${Buffer.from(signature).toString('hex')}${(27 + recoveryId).toString(16)}`
    return { order: { ...order, price: String(order.price), unitId: '0' }, signature: text }
  }
}

/**
 * Sends each connection's bodies one after another: without pause, or at random times that are `everyMs` apart on average.
 * Milliseconds of every answer, from when it was due if the one before was late.
 */
async function send({ url }: ShellWorld, bodies: readonly string[][], everyMs: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const random = randomFrom(11)
  const waitsMs: number[] = []
  const connection = async (own: readonly string[]) => {
    let dueMs = performance.now()
    for (const body of own) {
      dueMs += -Math.log(1 - random()) * everyMs
      const earlyMs = dueMs - performance.now()
      if (earlyMs > 0 && everyMs > 0) await pause(earlyMs)
      const started = earlyMs > 0 || everyMs === 0 ? performance.now() : dueMs
      const answer = await post(`${url}/internal/v1/orders`, body, agent)
      waitsMs.push(performance.now() - started)
      if (answer.includes('"rejected"')) throw new Error(answer.slice(0, 500))
    }
  }
  await Promise.all(bodies.map(connection))
  agent.destroy()
  return waitsMs
}

function post(url: string, body: string, agent: Agent): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
    })
    response.on('end', () => resolve(text))
  })
  outgoing.on('error', reject)
  outgoing.end(body)
  return promise
}
