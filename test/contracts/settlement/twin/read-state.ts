import type { Address } from 'viem'
import { heldKey, type SettleState } from '../../../../sdk/src/settle/state.ts'
import { domainOf } from '../../../../sdk/src/typed-data/domain.ts'
import type { Core } from '../desk-signing.ts'
import { CHAIN_ID, PRODUCT, tokenIdOf } from '../fixture.ts'

/** What of a core is read; brakes are not among it. */
export interface ReadScope {
  accounts: readonly string[]
  series: readonly number[]
  lanes: readonly number[]
  days: readonly number[]
}

type Settlement = Core['settlement']

const KEY_INDEXES = [0, 1, 2, 3, 4, 5, 6, 7]
const ISSUER_ACTIVE = 2n
const FLAGS = { security: 1n, transferable: 2n, atRisk: 4n, brakeHint: 8n } as const

/** The state before a batch, read from the views as anybody with an RPC endpoint reads it. */
export async function readState({ settlement, address }: Core, scope: ReadScope): Promise<SettleState> {
  const series = await mapOf(
    scope.series,
    (id) => id,
    (id) => readSeries(settlement, id),
  )
  const issuers = [...new Set([...series.values()].map(({ issuer }) => issuer))]
  const days = scope.series.flatMap((id) => scope.days.map((day) => [id, day] as const))
  const unitIds = [...series].flatMap(([id, { minted }]) =>
    Array.from({ length: minted }, (_, i) => tokenIdOf(id, i + 1)),
  )
  return {
    domain: domainOf('settlement', CHAIN_ID, address),
    product: PRODUCT,
    operator: lower(await settlement.operator()),
    batch: await readBatch(settlement),
    accruedFeesUsdc6: await settlement.accruedFees(),
    accounts: await mapOf(scope.accounts, lower, (account) => readAccount(settlement, account, scope.lanes)),
    profiles: await mapOf(scope.accounts, lower, (account) => readProfile(settlement, account)),
    series,
    issuers: await mapOf(issuers, lower, async (issuer) => {
      const { status } = await settlement.issuerOf(issuer)
      return { isActive: status === ISSUER_ACTIVE, hasBrakeHint: false }
    }),
    units: await mapOf(
      unitIds,
      (id) => id,
      (id) => readUnit(settlement, id),
    ),
    held: await mapOf(
      days,
      ([id, day]) => heldKey(id, day),
      ([id, day]) => readHeld(settlement, id, day),
    ),
    brakedUntilSec: new Map(),
  }
}

const lower = (address: string) => address.toLowerCase() as Address

async function mapOf<T, K, V>(of: readonly T[], keyOf: (t: T) => K, read: (t: T) => Promise<V>): Promise<Map<K, V>> {
  return new Map(await Promise.all(of.map(async (t) => [keyOf(t), await read(t)] as const)))
}

async function readBatch(settlement: Settlement) {
  const state = await settlement.batchState()
  return {
    batchNo: state.batchNo,
    heartbeatAtSec: Number(state.heartbeatAt),
    silentSinceSec: Number(state.silentSince),
    normalFromSec: Number(state.normalFrom),
    takerBps: Number(state.takerBps),
    makerBps: Number(state.makerBps),
    issuerCapBps: Number(state.issuerCapBps),
  }
}

async function readAccount(settlement: Settlement, account: string, lanes: readonly number[]) {
  const { cash, units } = await settlement.accountOf(account)
  const all = await mapOf(
    lanes,
    (lane) => lane,
    async (lane) => {
      const { seq, filled } = await settlement.laneOf(account, lane)
      return { seq: Number(seq), filled: Number(filled) }
    },
  )
  return { cashUsdc6: cash, units: Number(units), lanes: new Map([...all].filter(([, { seq }]) => seq > 0)) }
}

async function readProfile(settlement: Settlement, account: string) {
  const profile = await settlement.profileOf(account)
  return {
    level: Number(profile.level),
    standing: Number(profile.state),
    isSanctioned: profile.sanctioned,
    isAccredited: profile.accredited,
    hasBrakeHint: false,
    kycExpiryDay: Number(profile.kycExpiryDay),
    keys: await mapOf(
      KEY_INDEXES,
      (index) => index,
      async (index) => {
        const { key, kind, expiryDay, scope, epoch } = await settlement.keyOf(account, index)
        const numbers = { expiryDay: Number(expiryDay), scope: Number(scope), epoch: Number(epoch) }
        return { key: lower(key), isP256: kind === 1n, ...numbers }
      },
    ),
  }
}

async function readSeries(settlement: Settlement, id: number) {
  const { terms, minted } = await settlement.seriesOf(id)
  const has = (flag: keyof typeof FLAGS) => (terms.flags & FLAGS[flag]) !== 0n
  return {
    issuer: lower(terms.issuer),
    faceUsdc6: terms.face,
    expirySec: Number(terms.expiry),
    isSecurity: has('security'),
    isTransferable: has('transferable'),
    isAtRisk: has('atRisk'),
    hasBrakeHint: has('brakeHint'),
    supply: Number(terms.supply),
    minted: Number(minted),
    resaleLimit: Number(terms.resaleLimit),
    issuanceFeeBps: Number(terms.issuanceFeeBps),
    reserveUsdc6: terms.reservePerUnit,
  }
}

async function readUnit(settlement: Settlement, id: bigint) {
  const unit = await settlement.unitOf(id)
  return {
    owner: lower(unit.owner),
    status: Number(unit.status),
    changes: Number(unit.changes),
    isInMarket: unit.inMarket,
    soldAtSec: Number(unit.soldAt),
    priceUsdc6: unit.price,
    buyerFeeBps: Number(unit.buyerFeeBps),
  }
}

async function readHeld(settlement: Settlement, id: number, day: number) {
  const { gross, buyerFees, issuanceFees, units } = await settlement.heldOf(id, day)
  return { grossUsdc6: gross, buyerFeesUsdc6: buyerFees, issuanceFeesUsdc6: issuanceFees, units: Number(units) }
}
