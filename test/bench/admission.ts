import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { hexToBytes } from '@noble/hashes/utils.js'
import { signRecoverable } from 'tiny-secp256k1'
import { createOrderHasher } from '../../relayer/sequencer/admission/order-digest.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'
import { openSeries } from '../services/sequencer/shell/support/core.ts'
import { createShellWorld, type ShellWorld, TOKEN } from '../services/sequencer/shell/support/shell-world.ts'
import type { Trader } from '../services/sequencer/shell/support/trader.ts'

/**
 * Orders a second that one sequencer process verifies, journals with fdatasync and acknowledges over HTTP when it is never without
 * work, and how long an acknowledgement takes at half of that load. Each order replaces the one before it in its lane, so that the
 * book stays as it is.
 */
const CONNECTIONS = 6
/** Of each connection, so that the orders of a lane arrive in their order. */
const TRADERS = 3
const LANES = 16
const WARM_UP = { requests: 20, size: 25 }
const FULL_LOAD = { requests: 140, size: 25 }
const HALF_LOAD = { requests: 200, size: 5 }

export interface AdmissionFigures {
  ordersPerSecond: number
  ackP99ms: number
  ackP50ms: number
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
  const sendAll = (part: keyof Bodies, everyMs?: number) =>
    send(
      world,
      connections.map((bodies) => bodies[part]),
      everyMs,
    )
  await sendAll('warmUp')
  const started = performance.now()
  await sendAll('fullLoad')
  const seconds = (performance.now() - started) / 1_000
  const ordersPerSecond = Math.round((FULL_LOAD.requests * FULL_LOAD.size * CONNECTIONS) / seconds)
  const everyMs = (CONNECTIONS * HALF_LOAD.size * 2 * 1_000) / ordersPerSecond
  const sorted = (await sendAll('halfLoad', everyMs)).toSorted((a, b) => a - b)
  const quantile = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1))
  return { ordersPerSecond, ackP99ms: quantile(0.99), ackP50ms: quantile(0.5) }
}

interface Bodies {
  warmUp: string[]
  fullLoad: string[]
  halfLoad: string[]
}

async function prepareConnection(world: ShellWorld): Promise<Bodies> {
  const traders: Trader[] = []
  for (let i = 0; i < TRADERS; i++) traders.push(await world.trader(100_000_000_000n))
  const sign = orderSigner(world, traders, await world.chain.nowSec())
  const bodies = ({ requests, size }: { requests: number; size: number }) =>
    Array.from({ length: requests }, () => JSON.stringify({ orders: Array.from({ length: size }, sign) }))
  return { warmUp: bodies(WARM_UP), fullLoad: bodies(FULL_LOAD), halfLoad: bodies(HALF_LOAD) }
}

/** Signs the next order of a connection, each trader and lane in turn. */
function orderSigner({ core }: ShellWorld, traders: readonly Trader[], nowSec: number): () => unknown {
  const hash = createOrderHasher(core.domain)
  let i = 0
  return () => {
    const trader = traders[i % traders.length]
    if (!trader) throw new RangeError('no traders')
    const turn = Math.floor(i / traders.length)
    const order: Order = {
      account: trader.address,
      series: 1,
      flags: 0,
      price: 20_000_000n + BigInt(i++ % 500) * 10_000n,
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

/** Sends each connection's bodies one after another, one every `everyMs`; milliseconds of every answer. */
async function send({ url }: ShellWorld, bodies: readonly string[][], everyMs = 0): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const waitsMs: number[] = []
  const connection = async (own: readonly string[]) => {
    const begun = performance.now()
    for (const [i, body] of own.entries()) {
      const dueInMs = begun + i * everyMs - performance.now()
      if (dueInMs > 0) await pause(dueInMs)
      const started = performance.now()
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
