import { type Address, getContract, type PublicClient } from 'viem'
import { brakeAbi } from '../abi/brake.gen.ts'
import { settlementAbi } from '../abi/settlement.gen.ts'
import { domainOf } from '../typed-data/domain.ts'
import type { BatchScope } from './batch-scope.ts'
import { brakeKey, heldKey, type SettleState } from './state.ts'

/** A deployed core and the brake that it asks. */
export interface CoreDeployment {
  settlement: Address
  brake: Address
  /** This core's id in the brake's product domain. */
  product: bigint
}
/** Where to read: the block before the batch, and the UTC day on which the batch was settled. */
export interface ReadMoment {
  blockNumber: bigint
  day: number
}

const KEY_INDEXES = [0, 1, 2, 3, 4, 5, 6, 7]
const ISSUER_ACTIVE = 2
const SERIES_FLAGS = { security: 1, transferable: 2, atRisk: 4 } as const
const BRAKE_DOMAINS = { all: 0, product: 1, issuer: 2, series: 3, account: 4 } as const

/**
 * The state that a batch meets, from the views of the core and the brake. The views do not tell brake hints; they follow the brakes
 * where the brake is connected to the core, so every domain counts as hinted.
 */
export async function readState(
  client: PublicClient,
  core: CoreDeployment,
  scope: BatchScope,
  moment: ReadMoment,
): Promise<SettleState> {
  const reader = createReader(client, core, moment)
  const accounts = [...scope.accounts.keys()]
  const series = await mapOf(scope.series, reader.series)
  const issuers = [...new Set([...series.values()].map(({ issuer }) => issuer))]
  const held = new Map<string, Awaited<ReturnType<typeof reader.held>>>()
  for (const id of scope.series) held.set(heldKey(id, moment.day), await reader.held(id))
  return {
    domain: domainOf('settlement', await client.getChainId(), core.settlement),
    product: core.product,
    operator: await reader.operator(),
    batch: await reader.batch(),
    accruedFeesUsdc6: await reader.accruedFees(),
    accounts: await mapOf(accounts, (account) => reader.account(account, scope.accounts.get(account) ?? new Set())),
    profiles: await mapOf(accounts, reader.profile),
    series,
    issuers: await mapOf(issuers, reader.issuer),
    units: await mapOf(scope.tokenIds, reader.unit),
    held,
    brakedUntilSec: await reader.brakes(accounts, scope.series, issuers),
  }
}

function createReader(client: PublicClient, core: CoreDeployment, { blockNumber, day }: ReadMoment) {
  const { read } = getContract({ address: core.settlement, abi: settlementAbi, client })
  const at = { blockNumber }
  const brake = createBrakeReader(client, core, blockNumber)

  return {
    operator: async () => lower(await read.operator(at)),
    accruedFees: () => read.accruedFees(at),
    batch: async () => {
      const [batchNo, heartbeatAtSec, silentSinceSec, normalFromSec, takerBps, makerBps, issuerCapBps] =
        await read.batchState(at)
      return { batchNo, heartbeatAtSec, silentSinceSec, normalFromSec, takerBps, makerBps, issuerCapBps }
    },
    account: async (account: Address, used: ReadonlySet<number>) => {
      const [cashUsdc6, units] = await read.accountOf([account], at)
      const lanes = await mapOf([...used], async (lane) => {
        const [seq, filled] = await read.laneOf([account, lane], at)
        return { seq, filled }
      })
      return { cashUsdc6, units, lanes }
    },
    profile: async (account: Address) => {
      const { level, state, sanctioned, accredited, kycExpiryDay } = await read.profileOf([account], at)
      const keys = await mapOf(KEY_INDEXES, async (index) => {
        const [key, kind, expiryDay, keyScope, epoch] = await read.keyOf([account, index], at)
        return { key: lower(key), isP256: kind === 1, expiryDay, scope: keyScope, epoch }
      })
      const flags = { isSanctioned: sanctioned, isAccredited: accredited, hasBrakeHint: true }
      return { level, standing: state, ...flags, kycExpiryDay, keys }
    },
    series: async (id: number) => {
      const [terms, minted] = await read.seriesOf([id], at)
      return {
        issuer: lower(terms.issuer),
        faceUsdc6: BigInt(terms.face),
        expirySec: terms.expiry,
        isSecurity: (terms.flags & SERIES_FLAGS.security) !== 0,
        isTransferable: (terms.flags & SERIES_FLAGS.transferable) !== 0,
        isAtRisk: (terms.flags & SERIES_FLAGS.atRisk) !== 0,
        hasBrakeHint: true,
        supply: terms.supply,
        minted,
        resaleLimit: terms.resaleLimit,
        issuanceFeeBps: terms.issuanceFeeBps,
        reserveUsdc6: BigInt(terms.reservePerUnit),
      }
    },
    issuer: async (issuer: Address) => {
      const [status] = await read.issuerOf([issuer], at)
      return { isActive: status === ISSUER_ACTIVE, hasBrakeHint: true }
    },
    unit: async (tokenId: bigint) => {
      const { owner, status, changes, inMarket, soldAt, price, buyerFeeBps } = await read.unitOf([tokenId], at)
      const sale = { soldAtSec: soldAt, priceUsdc6: BigInt(price), buyerFeeBps }
      return { owner: lower(owner), status, changes, isInMarket: inMarket, ...sale }
    },
    held: async (series: number) => {
      const [grossUsdc6, buyerFeesUsdc6, issuanceFeesUsdc6, units] = await read.heldOf([series, day], at)
      return { grossUsdc6, buyerFeesUsdc6, issuanceFeesUsdc6, units }
    },
    brakes: brake.all,
  }
}

function createBrakeReader(client: PublicClient, { brake, product }: CoreDeployment, blockNumber: bigint) {
  const { read } = getContract({ address: brake, abi: brakeAbi, client })
  type Domain = keyof typeof BRAKE_DOMAINS
  const untilSec = async (domain: Domain, key: Address | number | bigint) => {
    const [until] = await read.entryOf([BRAKE_DOMAINS[domain], BigInt(key)], { blockNumber })
    return [brakeKey(domain, key), until] as const
  }
  return {
    all: async (accounts: readonly Address[], series: readonly number[], issuers: readonly Address[]) =>
      new Map(
        await Promise.all([
          untilSec('all', 0),
          untilSec('product', product),
          ...accounts.map((account) => untilSec('account', account)),
          ...series.map((id) => untilSec('series', id)),
          ...issuers.map((issuer) => untilSec('issuer', issuer)),
        ]),
      ),
  }
}

const lower = (address: string) => address.toLowerCase() as Address

async function mapOf<K, V>(keys: readonly K[], read: (key: K) => Promise<V>): Promise<Map<K, V>> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await read(key)] as const)))
}
