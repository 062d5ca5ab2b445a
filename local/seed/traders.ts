import {
  carry,
  enter,
  giveMoney,
  identify,
  keyOfName,
  type OrderWish,
  type Persona,
  place,
  registerOwnKeyOnce,
} from '../play/persona.ts'
import type { World } from '../play/world.ts'
import { cashOf, unitsOf } from '../story/facts.ts'
import { until } from '../until.ts'
import type { OpenSeries } from './issuers.ts'
import { SEED_MONEY, SEED_PERSONAS } from './plan.ts'

const UNITS = 4
const PERCENT = { primary: 95n, resale: [97n, 98n], bids: [90n, 88n] } as const

/** Eight people with money inside the market and a trading key. */
export async function seedPersonas(world: World): Promise<Persona[]> {
  return await Promise.all(
    SEED_PERSONAS.map(async (name) => {
      const persona = await enter(world, name, keyOfName(name))
      await identify(world, persona, 2)
      if ((await cashOf(world, persona.account.address)) === 0n) {
        await giveMoney(world, persona, SEED_MONEY)
        await carry(persona, persona.session.deposit(SEED_MONEY))
      }
      await registerOwnKeyOnce(world, persona)
      return persona
    }),
  )
}

/** Every issuer offers its series; the offers stay in the book until they are sold out. */
export async function offerSeries(
  world: World,
  { series, issuer, faceUsdc6 }: OpenSeries,
  lane: number,
): Promise<void> {
  const price = percentOf(faceUsdc6, PERCENT.primary)
  await placeOnce(world, issuer, { series, price, quantity: 200, lane, flags: { side: 'sell', primary: true } })
}

/** Each buys units of one series, offers some of them again and bids for the next series. */
export async function trade(world: World, personas: readonly Persona[], opened: readonly OpenSeries[]): Promise<void> {
  await Promise.all(
    personas.map(async (persona, i) => {
      const own = opened[i % opened.length]
      const next = opened[(i + 1) % opened.length]
      if (!own || !next) throw new Error('no series is open')
      await buy(world, persona, own)
      const [ask, bid] = [PERCENT.resale[i % 2] ?? 97n, PERCENT.bids[i % 2] ?? 90n]
      const flags = { side: 'sell', unitChoice: 'ANY' } as const
      await placeOnce(world, persona, {
        series: own.series,
        price: percentOf(own.faceUsdc6, ask),
        quantity: 2,
        lane: 1,
        flags,
      })
      await placeOnce(world, persona, {
        series: next.series,
        price: percentOf(next.faceUsdc6, bid),
        quantity: 3,
        lane: 2,
      })
    }),
  )
}

async function buy(world: World, persona: Persona, { series, faceUsdc6 }: OpenSeries): Promise<void> {
  const owned = async () => (await unitsOf(world, series, persona.account.address)).length
  await placeOnce(world, persona, { series, price: percentOf(faceUsdc6, PERCENT.primary), quantity: UNITS })
  await until(`${persona.name} owning units of series ${series}`, async () => (await owned()) >= UNITS)
}

/** Faces are multiples of a thousand units, so every per cent of one is on its tick. */
function percentOf(faceUsdc6: bigint, percent: bigint): bigint {
  return (faceUsdc6 * percent) / 100n
}

/** Codes of an order whose place in its lane is taken: an earlier, interrupted seeding placed it. */
const PLACED_BEFORE = ['ORDER_REPLACED', 'ORDER_FILLED', 'LANE_SEQ_TOO_LOW']

async function placeOnce(world: World, persona: Persona, wish: OrderWish): Promise<void> {
  const { status, code = '' } = await place(world, persona, wish)
  if (status === 'rejected' && !PLACED_BEFORE.includes(code)) throw new Error(`${persona.name}: ${code}`)
}
