import { fundDesk } from '../../../../local/play/desk.ts'
import {
  enter,
  identify,
  type Persona,
  placeAccepted,
  registerOwnKey,
  writeOrder,
} from '../../../../local/play/persona.ts'
import type { World } from '../../../../local/play/world.ts'
import { until } from '../../../../local/until.ts'
import { type PurchaseView, readPurchase } from '../../../../sdk/src/client/purchase.ts'
import { openSeries } from '../../api/support/system.ts'

export const PRICE = 45_000_000n
/** Of a taker, on one unit. */
export const FEE = 225_000n
export const GOOD_CARD = '4242 4242 4242 4242'
export const DECLINED_CARD = '4000 0000 0000 0002'
const ENDS = ['completed', 'refunded', 'cancelled', 'held']

/** A desk with money, and units of a series on offer. */
export async function openShop(world: World, units: number): Promise<{ series: number }> {
  await fundDesk(world)
  const { issuer, series } = await openSeries(world)
  await registerOwnKey(issuer)
  const flags = { side: 'sell', primary: true } as const
  await placeAccepted(world, issuer, { series, price: PRICE, quantity: units, flags })
  return { series }
}

export async function enterBuyer(world: World, name: string): Promise<Persona> {
  const persona = await enter(world, name)
  await identify(world, persona, 2)
  await registerOwnKey(persona)
  return persona
}

export function orderFor(world: World, persona: Persona, wish: { series: number; quantity: number; lane?: number }) {
  return writeOrder(world, persona, { ...wish, price: PRICE })
}

/** Pays at the provider's own page, as a person's browser would. */
export async function pay({ checkoutUrl = '' }: PurchaseView, number = GOOD_CARD): Promise<number> {
  const body = new URLSearchParams({ number })
  return (await fetch(checkoutUrl, { method: 'POST', body, redirect: 'manual' })).status
}

export async function purchaseUntil(
  { session }: Persona,
  { purchaseId }: PurchaseView,
  isThere: (purchase: PurchaseView) => boolean,
): Promise<PurchaseView> {
  let last: PurchaseView | undefined
  const look = async () => {
    last = await readPurchase(session, purchaseId)
    return isThere(last)
  }
  await until(`purchase ${purchaseId}`, look, { timeoutMs: 120_000 }).catch((cause: unknown) => {
    throw new Error(JSON.stringify(last), { cause })
  })
  if (!last) throw new Error('unreachable: until resolved without a state')
  return last
}

export function purchaseEnded(persona: Persona, purchase: PurchaseView): Promise<PurchaseView> {
  return purchaseUntil(persona, purchase, ({ state }) => ENDS.includes(state))
}

/** What the double of the card provider has taken, given back and holds altogether, in cents. */
export async function cardBalance(place: string): Promise<{ taken: number; refunded: number; held: number }> {
  return (await (await fetch(new URL('/_double/balance', place))).json()) as never
}

export async function setFaults(place: string, faults: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await fetch(new URL('/_double/faults', place), { method: 'POST', body: JSON.stringify(faults), headers })
}
