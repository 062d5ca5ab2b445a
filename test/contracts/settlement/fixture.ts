import { expect } from 'chai'
import { type Interface, type Log, SigningKey, Wallet, ZeroHash } from 'ethers'
import { network } from 'hardhat'
import type { Address, Hex } from 'viem'
import { decodeRecords, type TradeRecord } from '../../../sdk/src/batch/decode-records.ts'
import { type Batch, type BatchOrder, type BatchTrade, encodeBatch } from '../../../sdk/src/batch/encode-batch.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags, type OrderFlags } from '../../../sdk/src/order-flags.ts'
import { domainOf } from '../../../sdk/src/typed-data/domain.ts'
import { hashOrder, type Order } from '../../../sdk/src/typed-data/order.ts'
import {
  ACCOUNT,
  HELD,
  ISSUER,
  LANES,
  PROFILE,
  packWord,
  SERIES_A,
  SERIES_B,
  SLOTS,
  slotOf,
  UNIT,
  unpackWord,
  wordHex,
} from './words.ts'

export const connection = await network.create('genex')
export const { ethers, networkHelpers } = connection

export const CHAIN_ID = 719719
export const PRODUCT = 1n
export const DAY = 86_400
const ADMIN_ROLE = 0n
/** Every side, every class, no limit of notional, no floor. */
export const FULL_SCOPE = (3 << 14) | (3 << 12) | (31 << 7)
/** The series of the fixture: utility, face 50.00, at most 3 resales, issuance fee 1.2 %, reserve 44.00 a unit. */
export const SERIES = 1
export const FACE = 50_000_000n
export const PRICE = 45_000_000n
export const RESERVE = 44_000_000n
export const CASH = 1_000_000_000n

export type Trader = Wallet
/** A signed order as the batch carries it. */
export type SignedOrder = BatchOrder
/** What a test changes of an order; flags in words. */
export type OrderChanges = Partial<Omit<Order, 'flags'>> & { flags?: Partial<OrderFlags>; flagBits?: number }
type ProfileFields = Parameters<typeof packWord<typeof PROFILE>>[1]
type SeriesFields = Parameters<typeof packWord<typeof SERIES_A>>[1] & Parameters<typeof packWord<typeof SERIES_B>>[1]

/** The core alone: contracts, operator set, nobody registered. */
export async function deployCore() {
  const [admin, operator, coSigner, bystander] = await ethers.getSigners()
  if (!admin || !operator || !coSigner || !bystander) throw new Error('the node has too few signers')
  const manager = await ethers.deployContract('AccessManager', [admin.address])
  const brake = await ethers.deployContract('Brake', [manager])
  const token = await ethers.deployContract('TestStablecoin')
  const accountRegistry = await ethers.deployContract('AccountRegistry')
  const config = {
    authority: await manager.getAddress(),
    moneyToken: await token.getAddress(),
    brake: await brake.getAddress(),
    product: PRODUCT,
    accountRegistry: await accountRegistry.getAddress(),
  }
  const extension = await ethers.deployContract('SettlementExtension', [config])
  const hot = await ethers.deployContract('Settlement', [config, extension])
  const settlement = await ethers.getContractAt('ISettlement', hot)
  await settlement.setOperator(operator)
  await settlement.setCoSigner(coSigner)
  const address = (await hot.getAddress()) as Address
  /** As deployed: the brake tells the core of every brake, and has told it that none is set. */
  const connectBrake = async () => {
    await manager.grantRole(ADMIN_ROLE, brake, 0)
    await brake.connectCore(hot)
    await brake.clearHint(0, 0n)
    await brake.clearHint(1, PRODUCT)
  }
  return {
    admin,
    operator,
    coSigner,
    bystander,
    manager,
    brake,
    connectBrake,
    token,
    accountRegistry,
    hot,
    extension,
    settlement,
    address,
  }
}

/**
 * A market: an issuer with series 1, and three level-2 traders with money, each its own trading key. Alice owns units 1 to 3 of
 * the series, bought first hand and in the market.
 */
export async function deployMarket() {
  const core = await deployCore()
  const words = storageOf(core.address)
  const [issuer, alice, bob, carol] = [1, 2, 3, 4].map(traderOf) as [Trader, Trader, Trader, Trader]
  const now = await networkHelpers.time.latest()
  await words.setIssuer(issuer.address, { status: 2, quota: 10n ** 13n })
  await words.setSeries(SERIES, { issuer: issuer.address })
  for (const trader of [issuer, alice, bob, carol]) {
    await words.setProfile(trader.address, { key: trader.address })
    await words.setAccount(trader.address, { cash: trader === issuer ? 0n : CASH })
  }
  await words.giveUnits(alice.address, SERIES, [1, 2, 3])
  const domain = domainOf('settlement', CHAIN_ID, core.address)

  let nextPosition = 1n
  function sign(order: Order, key: string): SignedOrder {
    return {
      order,
      signature: new SigningKey(key).sign(hashOrder(domain, order)).serialized as Hex,
      position: nextPosition++,
    }
  }

  function orderOf(trader: Trader, side: 'buy' | 'sell', changes: OrderChanges = {}): SignedOrder {
    const { flags, flagBits, ...fields } = changes
    const order: Order = {
      account: trader.address as Address,
      series: SERIES,
      flags:
        flagBits ??
        encodeOrderFlags({ ...DEFAULT_ORDER_FLAGS, unitChoice: side === 'sell' ? 'ANY' : 'NAMED', side, ...flags }),
      price: PRICE,
      quantity: 1,
      lane: 0,
      seq: 1,
      epoch: 0,
      expiry: now + DAY,
      maxFeeBps: 300,
      minResalesLeft: 0,
      unitId: 0n,
      ...fields,
    }
    return sign(order, trader.privateKey)
  }

  const market = {
    ...core,
    words,
    issuer,
    alice,
    bob,
    carol,
    now,
    sign,
    buy: (trader: Trader, changes?: OrderChanges) => orderOf(trader, 'buy', changes),
    sell: (trader: Trader, changes?: OrderChanges) => orderOf(trader, 'sell', changes),
    sellPrimary: (changes: OrderChanges = {}) =>
      orderOf(issuer, 'sell', {
        quantity: 100,
        ...changes,
        flags: { unitChoice: 'NAMED', primary: true, ...changes.flags },
      }),

    /** The next batch, encoded. */
    encode: async (
      orders: readonly SignedOrder[],
      trades: readonly BatchTrade[],
      changes: Partial<Batch> = {},
    ): Promise<Hex> => {
      const { batchNo } = await core.settlement.batchState()
      return encodeBatch({ batchNo: batchNo + 1n, journalHead: ZeroHash as Hex, orders, trades, ...changes })
    },
    /** Settles as the operator and returns what the log says. */
    settle: async (orders: readonly SignedOrder[], trades: readonly BatchTrade[]): Promise<TradeRecord[]> =>
      market.send(await market.encode(orders, trades)),
    send: async (batch: Hex, caller = core.operator): Promise<TradeRecord[]> => {
      const receipt = await (await core.settlement.connect(caller).settle(batch)).wait()
      return recordsOf(core.settlement.interface, receipt?.logs ?? [])
    },
    /** One trade of two orders; the buyer takes one unit unless said otherwise. */
    trade: async (buy: SignedOrder, sell: SignedOrder, trade: Partial<BatchTrade> = {}): Promise<TradeRecord> => {
      const [record] = await market.settle([buy, sell], [{ buy: 0, sell: 1, taker: 'buy', units: 1, ...trade }])
      if (!record) throw new Error('the batch logged no record')
      return record
    },
    /** The trade of unit 1 is skipped with the code and the side to blame, and leaves no trace. */
    expectSkip: async (
      buy: SignedOrder,
      sell: SignedOrder,
      code: TradeRecord['code'],
      side: TradeRecord['failingSide'],
      trade: Partial<BatchTrade> = { serials: [1] },
    ) => {
      const before = await market.stateOf()
      const record = await market.trade(buy, sell, trade)
      expect({ code: record.code, side: record.failingSide, caused: record.causedBySkip }).to.deep.equal({
        code,
        side,
        caused: false,
      })
      expect(await market.stateOf()).to.deep.equal(before)
    },
    /** Money, lanes and units of the traders and the series' held money: what a skipped trade must not touch. */
    stateOf: async (...tokenIds: readonly bigint[]) => {
      const accounts = [issuer, alice, bob, carol].map((trader) => core.settlement.accountOf(trader.address))
      const units = [tokenIdOf(SERIES, 1), ...tokenIds].map((id) => core.settlement.unitOf(id))
      const all = [...accounts, ...units, core.settlement.seriesOf(SERIES), core.settlement.accruedFees()]
      return (await Promise.all<unknown>(all)).map(String)
    },
  }
  return market
}

export type Market = Awaited<ReturnType<typeof deployMarket>>

/** The same key for the same number, so that addresses are stable. */
export function traderOf(number: number): Trader {
  return new Wallet(wordHex(0x6e00n + BigInt(number)))
}

export function tokenIdOf(series: number, serial: number): bigint {
  return (BigInt(series) << 32n) | BigInt(serial)
}

/** The trades of every batch among the logs of a transaction. */
export function recordsOf(
  abi: Pick<Interface, 'parseLog'>,
  logs: readonly Pick<Log, 'topics' | 'data'>[],
): TradeRecord[] {
  const batches = logs.map((log) => abi.parseLog(log)).filter((log) => log?.name === 'BatchSettled')
  return batches.flatMap((log) => decodeRecords([...(log?.args.records ?? [])]))
}

/** Writes words of a core directly; see words.ts. */
export function storageOf(address: Address) {
  const write = (slot: string, word: bigint) => networkHelpers.setStorageAt(address, slot, wordHex(word))
  const read = async (slot: string) => BigInt(await networkHelpers.getStorageAt(address, slot))

  return {
    read,
    write,
    setAccount: (account: string, fields: Parameters<typeof packWord<typeof ACCOUNT>>[1]) =>
      write(slotOf(SLOTS.accounts, account), packWord(ACCOUNT, fields)),
    setProfile: (account: string, fields: ProfileFields) =>
      write(
        slotOf(SLOTS.profiles, account),
        packWord(PROFILE, { level: 2, kycExpiryDay: 65_535, jurisdiction: 702, scope: FULL_SCOPE, ...fields }),
      ),
    setIssuer: (issuer: string, fields: Parameters<typeof packWord<typeof ISSUER>>[1]) =>
      write(slotOf(SLOTS.issuers, issuer), packWord(ISSUER, fields)),
    setSeries: async (series: number, fields: SeriesFields) => {
      const all = {
        face: FACE,
        expiry: 4_000_000_000,
        flags: 2,
        supply: 100_000,
        minted: 3,
        refundWindow: 7 * DAY,
        resaleLimit: 3,
        issuanceFeeBps: 120,
        reservePerUnit: RESERVE,
        ...fields,
      }
      await write(slotOf(SLOTS.seriesA, series), packWord(SERIES_A, all))
      await write(slotOf(SLOTS.seriesB, series), packWord(SERIES_B, all))
    },
    setLanes: (account: string, wordIndex: number, fields: Parameters<typeof packWord<typeof LANES>>[1]) =>
      write(slotOf(SLOTS.lanes, account, wordIndex), packWord(LANES, fields)),
    setHeld: (series: number, atSec: number, fields: Parameters<typeof packWord<typeof HELD>>[1]) =>
      write(slotOf(SLOTS.held, series, Math.floor(atSec / DAY)), packWord(HELD, fields)),
    /** Units bought first hand, in the market unless said otherwise; counts them in the owner's word. */
    giveUnits: async (
      owner: string,
      series: number,
      serials: readonly number[],
      fields: Parameters<typeof packWord<typeof UNIT>>[1] = {},
    ) => {
      const soldAt = await networkHelpers.time.latest()
      const word = packWord(UNIT, { owner, inMarket: true, soldAt, price: PRICE, buyerFeeBps: 50, ...fields })
      for (const serial of serials) await write(slotOf(SLOTS.units, tokenIdOf(series, serial)), word)
      const account = unpackWord(ACCOUNT, await read(slotOf(SLOTS.accounts, owner)))
      const counted = { ...account, units: account.units + BigInt(serials.length) }
      await write(slotOf(SLOTS.accounts, owner), packWord(ACCOUNT, counted))
    },
  }
}
