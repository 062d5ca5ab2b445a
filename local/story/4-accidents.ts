import type { Placed } from '../../sdk/src/client/client.ts'
import { ApiError } from '../../sdk/src/client/http.ts'
import { formatUsdc } from '../../sdk/src/money.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'
import {
  carry,
  enter,
  giveMoney,
  identify,
  type Persona,
  placeAccepted,
  registerOwnKey,
  waitForSettlement,
  writeOrder,
} from '../play/persona.ts'
import { until } from '../until.ts'
import { PRIMARY_PRICE } from './2-primary-sale.ts'
import { batches, cashOf, unitsOf } from './facts.ts'
import { check, dollars, type ServiceName, type Stage } from './stage.ts'

const VICTIMS: readonly ServiceName[] = ['sequencer', 'relayer', 'ponder', 'postgres']
const ORDERS_PER_ACCIDENT = 6
const DEPOSIT = 2_000_000_000n
const PAID_PER_UNIT = 45_225_000n

/** In the middle of trading each service is killed at a random moment; nothing acknowledged is lost, nothing happens twice. */
export async function surviveAccidents(stage: Stage): Promise<void> {
  const { world, cast, tell, series, control } = stage
  tell.chapter('Accidents')
  const crowd = await enter(world, 'D')
  await identify(world, crowd, 2)
  await giveMoney(world, crowd, DEPOSIT)
  await carry(crowd, crowd.session.deposit(DEPOSIT))
  await registerOwnKey(crowd)
  const quantity = VICTIMS.length * ORDERS_PER_ACCIDENT
  const flags = { side: 'sell', primary: true } as const
  await placeAccepted(world, cast.issuer, { series, price: PRIMARY_PRICE, quantity, flags })

  let accepted: Placed[] = []
  for (const service of VICTIMS) {
    const orders = await Promise.all(Array.from({ length: ORDERS_PER_ACCIDENT }, (_, i) => bid(stage, crowd, i)))
    const victimOrder = Math.floor(Math.random() * ORDERS_PER_ACCIDENT)
    let accident: Promise<void> = Promise.resolve()
    const placed: Placed[] = []
    for (const [i, order] of orders.entries()) {
      if (i === victimOrder) accident = control.killAndAwait(service)
      placed.push(await placeUntilAnswered(crowd, order))
    }
    await accident
    for (const { orderNumber } of placed) await waitForSettlement(crowd, orderNumber)
    accepted = [...accepted, ...placed]
    tell.step(`The ${service} was killed while D was buying; it came back, and every acknowledged order is settled.`, {
      'killed before order': victimOrder + 1,
      'orders acknowledged and settled': placed.length,
    })
  }
  await proveNothingLostOrDoubled(stage, crowd, accepted.length)
  tell.step('No order was lost, no trade was settled twice.', {
    'units of D': accepted.length,
    'paid by D': dollars(PAID_PER_UNIT * BigInt(accepted.length)),
    series,
  })
}

async function bid({ world, series }: Stage, persona: Persona, lane: number): Promise<Order> {
  return await writeOrder(world, persona, { series, price: PRIMARY_PRICE, quantity: 1, lane })
}

/** The same signed order until somebody answers: its digest makes the repetition harmless. */
async function placeUntilAnswered(persona: Persona, order: Order): Promise<Placed> {
  let placed: Placed | undefined
  await until(`an answer to an order of ${persona.name}`, async () => {
    try {
      placed = await persona.session.placeOrder(order)
    } catch (error) {
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) throw error
      return false
    }
    return placed.status === 'accepted'
  })
  if (!placed) throw new Error('unreachable: until resolved without an answer')
  return placed
}

async function proveNothingLostOrDoubled({ world, series }: Stage, crowd: Persona, orders: number): Promise<void> {
  const { address } = crowd.account
  check('units of D', (await unitsOf(world, series, address)).length, orders)
  check('cash of D', formatUsdc(await cashOf(world, address)), formatUsdc(DEPOSIT - PAID_PER_UNIT * BigInt(orders)))
  const fills = (await batches(world)).flatMap(({ records }) =>
    records
      .filter(({ code, buy }) => code === 'FILLED' && buy.account === address)
      .map(({ buy }) => `${buy.lane}:${buy.seq}`),
  )
  check('fills of D, each order once', new Set(fills).size, fills.length)
  check('fills of D', fills.length, orders)
}
