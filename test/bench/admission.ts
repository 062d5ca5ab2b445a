import { Agent, request } from 'node:http'
import { hexToBytes } from '@noble/hashes/utils.js'
import { signRecoverable } from 'tiny-secp256k1'
import { createOrderHasher } from '../../relayer/sequencer/admission/order-digest.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'
import { openSeries } from '../services/sequencer/shell/support/core.ts'
import { createShellWorld, type ShellWorld, TOKEN } from '../services/sequencer/shell/support/shell-world.ts'
import type { Trader } from '../services/sequencer/shell/support/trader.ts'

/**
 * Orders a second that one sequencer process verifies, journals with fdatasync and acknowledges over HTTP, and how long the
 * acknowledgement takes. Each order replaces the one before it in its lane, so that the book stays as it is.
 */
const LANES = 16
/** Of each connection. */
const ORDERS = 4_000
const WARM_UP = 500
const PER_REQUEST = 25
const CONNECTIONS = 6
/** Of each connection, so that the orders of a lane arrive in their order. */
const TRADERS = 3

const world = await createShellWorld({ LOG_LEVEL: 'warn', SEQUENCER_WORKERS: process.env.SEQUENCER_WORKERS ?? '2' })
try {
  await openSeries(world.chain, world.core, (await world.trader(0n)).address)
  const bodies: string[][] = []
  for (let i = 0; i < CONNECTIONS; i++) bodies.push(await prepareConnection(world))
  await world.seen()
  await send(world, bodies.map((own) => own.slice(0, WARM_UP / PER_REQUEST)))
  const started = performance.now()
  const waitsMs = await send(world, bodies.map((own) => own.slice(WARM_UP / PER_REQUEST)))
  const seconds = (performance.now() - started) / 1_000
  const sorted = waitsMs.toSorted((a, b) => a - b)
  const result = {
    ordersPerSecond: Math.round((ORDERS * CONNECTIONS) / seconds),
    ackP99ms: Number((sorted[Math.floor(sorted.length * 0.99)] ?? 0).toFixed(1)),
    ackP50ms: Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await world.end()
}

async function prepareConnection(world: ShellWorld): Promise<string[]> {
  const traders: Trader[] = []
  for (let i = 0; i < TRADERS; i++) traders.push(await world.trader(100_000_000_000n))
  return signOrders(world, traders, WARM_UP + ORDERS, await world.chain.nowSec())
}

function signOrders({ core }: ShellWorld, traders: readonly Trader[], count: number, nowSec: number): string[] {
  const hash = createOrderHasher(core.domain)
  const bodies: string[] = []
  let orders: unknown[] = []
  for (let i = 0; i < count; i++) {
    const trader = traders[i % traders.length]
    if (!trader) throw new RangeError('no traders')
    const turn = Math.floor(i / traders.length)
    const order: Order = {
      account: trader.address,
      series: 1,
      flags: 0,
      price: 20_000_000n + BigInt(i % 500) * 10_000n,
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
    orders.push({ order: { ...order, price: String(order.price), unitId: '0' }, signature: text })
    if (orders.length < PER_REQUEST) continue
    bodies.push(JSON.stringify({ orders }))
    orders = []
  }
  return bodies
}

/** Sends each connection's bodies one after another; milliseconds of every answer. */
async function send({ url }: ShellWorld, bodies: readonly string[][]): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const waitsMs: number[] = []
  const connection = async (own: readonly string[]) => {
    for (const body of own) {
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
