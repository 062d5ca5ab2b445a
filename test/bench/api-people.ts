import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { createMappingSigners } from '../../api/clients/mapping-signers.ts'
import { readConfig } from '../../api/config.ts'
import type { AddressMapDependencies } from '../../api/domain/address-map/dependencies.ts'
import { registerContact } from '../../api/domain/address-map/register-contact.ts'
import { readAddresses } from '../../kit/addresses.ts'
import { normalizeContact } from '../../kit/contact.ts'
import { createLogger } from '../../kit/log.ts'
import {
  carry,
  enter,
  giveMoney,
  identify,
  type Persona,
  registerOwnKey,
  writeOrder,
} from '../../local/play/persona.ts'
import { until } from '../../local/until.ts'
import { formatUsdc } from '../../sdk/src/money.ts'
import { orderTypedData } from '../../sdk/src/typed-data/order.ts'
import { bearer, signIn } from '../services/api/support/calls.ts'
import { requesterOf } from '../services/api/support/second-api.ts'
import type { SystemWorld } from '../services/api/support/system.ts'

const DOLLAR = 1_000_000n
/** All that an account may use: an order seldom overtakes the one that it replaces. */
const LANES = 16

/** Somebody who calls, with everything signed beforehand. */
export interface Caller {
  persona: Persona
  headers: Record<string, string>
  /** Bodies of placements; each replaces the one before it in its lane, so that the book stays as it is. */
  placements: string[]
  contact: string
}

/** People with money, a trading key, a session, a phone number that leads to them, and so many signed orders each. */
export async function prepareCallers(
  world: SystemWorld,
  series: number,
  { callers, orders }: { callers: number; orders: number },
) {
  const map = await openAddressMap(world)
  try {
    const indices = Array.from({ length: callers }, (_, index) => index)
    const wish = { series, orders, map: map.dependencies }
    return await Promise.all(indices.map((index) => prepare(world, { ...wish, index })))
  } finally {
    await map.close()
  }
}

interface Wish {
  series: number
  orders: number
  index: number
  map: AddressMapDependencies
}

async function prepare(world: SystemWorld, { series, orders, index, map }: Wish): Promise<Caller> {
  const persona = await enter(world, `caller ${index}`)
  const { account, session } = persona
  await identify(world, persona, 2)
  await giveMoney(world, persona, 1_000n * DOLLAR)
  await carry(persona, session.deposit(1_000n * DOLLAR))
  await registerOwnKey(persona)
  await until('the key in the book', async () => (await session.tradingKeys()).length === 1)
  const contact = `+4915155${String(100_000 + index)}`
  const normal = normalizeContact(contact)
  if (!normal) throw new Error(`${contact} is no number`)
  await registerContact(map, { userId: randomUUID(), contact: normal, account: account.address })
  const headers = bearer(await signIn(requesterOf(world.url), account))
  const placements: string[] = []
  for (let i = 0; i < orders; i++) placements.push(await placement(world, persona, { series, turn: i }))
  return { persona, headers, placements, contact }
}

async function placement(
  world: SystemWorld,
  persona: Persona,
  { series, turn }: { series: number; turn: number },
): Promise<string> {
  const wish = { series, price: 20n * DOLLAR + BigInt(turn % 500) * 10_000n, quantity: 1, lane: turn % LANES }
  const order = await writeOrder(world, persona, wish)
  const signature = await persona.account.signTypedData(
    orderTypedData(persona.session.protocol.domains.settlement, order),
  )
  const shown = { ...order, price: formatUsdc(order.price), unitId: String(order.unitId) }
  return JSON.stringify({ orders: [{ order: shown, signature }] })
}

/** The address map of the running system, to register contacts without a sign-up each. */
async function openAddressMap({ environment, chain }: SystemWorld) {
  const config = readConfig(environment)
  const pool = new pg.Pool({ connectionString: config.DATABASE_URL, max: 4 })
  const dependencies: AddressMapDependencies = {
    addresses: readAddresses(config.DEPLOYMENT_GENEX),
    chainId: await chain.getChainId(),
    config,
    log: createLogger('api', 'silent'),
    mappingSigners: createMappingSigners(config.MAPPING_SIGNERS, config.MAPPING_TOKEN),
    now: () => new Date(),
    pool,
  }
  return { dependencies, close: () => pool.end() }
}
