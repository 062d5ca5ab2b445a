import { type Address, type Hex, hexToBytes, type LocalAccount, sha256, toHex, zeroAddress } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { identityRegistryAbi } from '../../sdk/src/abi/identity-registry.gen.ts'
import { issuerRegistryAbi } from '../../sdk/src/abi/issuer-registry.gen.ts'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import { testStablecoinAbi } from '../../sdk/src/abi/test-stablecoin.gen.ts'
import {
  type Accepted,
  type OrderState,
  openSession,
  type Placed,
  type PlaceOptions,
  type Session,
} from '../../sdk/src/client/client.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags, type OrderFlags } from '../../sdk/src/order-flags.ts'
import type { Order } from '../../sdk/src/typed-data/order.ts'
import { until } from '../until.ts'
import { act, type World } from './world.ts'

/** ISO 3166 numeric code of the United States: where the personas of the local system live. */
const JURISDICTION_US = 840
/** Every side, every class of series, no notional cap, no floor. */
const SCOPE_ANYTHING = 0b11_11_11111_0000000
const RESTING_TTL_SEC = 7 * 24 * 3600
const IMMEDIATE_TTL_SEC = 45
const FINISHED = ['executed', 'failed', 'refused']
const SETTLED = ['SAFE', 'FINAL']

/** Somebody with a wallet and a session, and nothing else: no ether. */
export interface Persona {
  name: string
  account: LocalAccount
  session: Session
  /** Last sequence used per lane. */
  sequences: Map<number, number>
}

/** Whoever is at an address, her keys wherever they are. */
interface Somebody {
  account: { address: Address }
}

export interface OrderWish {
  series: number
  price: bigint
  quantity: number
  flags?: Partial<OrderFlags>
  lane?: number
  unitId?: bigint
  maxFeeBps?: number
  expiresInSec?: number
}

/** A persona with a fresh key, or with the one that a name always gets on local chains. */
export async function enter(world: World, name: string, key: Hex = generatePrivateKey()): Promise<Persona> {
  const account = privateKeyToAccount(key)
  return { name, account, session: await openSession(world.url, account), sequences: new Map() }
}

/** A key that belongs to a name: only local chains know it, and everybody can compute it. */
export function keyOfName(name: string): Hex {
  return sha256(hexToBytes(toHex(`genex local persona ${name}`)))
}

/** Compliance gives an identity level, as after a check of documents, and with it the role of a market maker if asked for. */
export async function identify(
  world: World,
  { account }: Somebody,
  level: number,
  { isMarketMaker = false }: { isMarketMaker?: boolean } = {},
): Promise<void> {
  await act(world, world.officer('compliance'), {
    address: world.addresses.get('IdentityRegistry'),
    abi: identityRegistryAbi,
    functionName: 'setIdentity',
    args: [account.address, level, 0xffff, JURISDICTION_US, false, isMarketMaker],
  })
}

/** Test money appears in the persona's wallet. */
export async function giveMoney(world: World, { account }: Somebody, amountUsdc6: bigint): Promise<void> {
  await act(world, world.officer('deployer'), {
    address: world.addresses.get('MoneyToken'),
    abi: testStablecoinAbi,
    functionName: 'mint',
    args: [account.address, amountUsdc6],
  })
}

/** Submits and waits for the end; throws unless it was executed. */
export async function carry(persona: Persona, submitted: Promise<Accepted>): Promise<OrderState> {
  const { orderNumber } = await submitted
  const state = await waitForOrder(persona, orderNumber, (order) => FINISHED.includes(order.state))
  if (state.state !== 'executed')
    throw new Error(`${persona.name}: ${orderNumber} ${state.state}, ${state.code ?? 'no code'}`)
  return state
}

/** The persona's own key becomes its trading key. */
export async function registerOwnKey(persona: Persona): Promise<OrderState> {
  const key = { index: 0, key: persona.account.address, kind: 0, expiryDay: 0, scope: SCOPE_ANYTHING }
  return await carry(persona, persona.session.submitIntent('RegisterKey', key))
}

/** The same for a persona that may have done it at an earlier start. */
export async function registerOwnKeyOnce(world: World, persona: Persona): Promise<void> {
  const [key] = await world.chain.readContract({
    address: world.addresses.get('Settlement'),
    abi: settlementAbi,
    functionName: 'keyOf',
    args: [persona.account.address, 0],
  })
  if (key === zeroAddress) await registerOwnKey(persona)
}

/** An order with the next sequence of its lane, not yet signed. */
export async function writeOrder(world: World, persona: Persona, wish: OrderWish): Promise<Order> {
  const { series, price, quantity, lane = 0, unitId = 0n, maxFeeBps = 300 } = wish
  const flags = { ...DEFAULT_ORDER_FLAGS, ...wish.flags }
  const isImmediate = flags.market || flags.orderClass === 'IOC' || flags.orderClass === 'FOK'
  const account = persona.account.address
  const seq = (persona.sequences.get(lane) ?? 0) + 1
  persona.sequences.set(lane, seq)
  const [, , , , epoch] = await world.chain.readContract({
    address: world.addresses.get('Settlement'),
    abi: settlementAbi,
    functionName: 'keyOf',
    args: [account, flags.keyIndex],
  })
  const ttlSec = wish.expiresInSec ?? (isImmediate ? IMMEDIATE_TTL_SEC : RESTING_TTL_SEC)
  const expiry = (await chainTimeSec(world)) + ttlSec
  const bits = encodeOrderFlags(flags)
  return {
    account,
    series,
    flags: bits,
    price,
    quantity,
    lane,
    seq,
    epoch,
    expiry,
    maxFeeBps,
    minResalesLeft: 0,
    unitId,
  }
}

/** Signs and places an order with the next sequence of its lane. */
export async function place(
  world: World,
  persona: Persona,
  wish: OrderWish,
  options: PlaceOptions = {},
): Promise<Placed> {
  return await persona.session.placeOrder(await writeOrder(world, persona, wish), options)
}

/** The same, refused orders throwing. */
export async function placeAccepted(
  world: World,
  persona: Persona,
  wish: OrderWish,
  options: PlaceOptions = {},
): Promise<Placed> {
  const placed = await place(world, persona, wish, options)
  if (placed.status === 'accepted') return placed
  throw new Error(`${persona.name}: order ${placed.orderNumber} was rejected, ${placed.code ?? 'no code'}`)
}

export async function waitForOrder(
  persona: Persona,
  orderNumber: string,
  isThere: (order: OrderState) => boolean,
): Promise<OrderState> {
  let last: OrderState | undefined
  await until(`order ${orderNumber} of ${persona.name}`, async () => {
    last = await persona.session.orderState(orderNumber)
    return isThere(last)
  })
  if (!last) throw new Error('unreachable: until resolved without a state')
  return last
}

/** Until the sequencer itself counts the order's trades as settled: only then are the units it bought for sale. */
export async function waitForSettlement(persona: Persona, orderNumber: string): Promise<OrderState> {
  return await waitForOrder(persona, orderNumber, ({ state }) => SETTLED.includes(state))
}

/** Compliance takes an applicant on and rates it. */
export async function approveIssuer(world: World, { account }: Persona, rating: number): Promise<void> {
  const registry = { address: world.addresses.get('IssuerRegistry'), abi: issuerRegistryAbi }
  const compliance = world.officer('compliance')
  await act(world, compliance, { ...registry, functionName: 'approve', args: [account.address] })
  await act(world, compliance, { ...registry, functionName: 'rate', args: [account.address, rating] })
}

export async function chainTimeSec({ chain }: World): Promise<number> {
  return Number((await chain.getBlock()).timestamp)
}
