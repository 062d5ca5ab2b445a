import { ZeroHash } from 'ethers'
import type { Address, Hex } from 'viem'
import type { TradeRecord } from '../../../sdk/src/batch/decode-records.ts'
import { type BatchOrder, type BatchTrade, encodeBatch } from '../../../sdk/src/batch/encode-batch.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags, type OrderFlags } from '../../../sdk/src/order-flags.ts'
import { domainOf } from '../../../sdk/src/typed-data/domain.ts'
import { type Order, orderTypes } from '../../../sdk/src/typed-data/order.ts'
import type { Core, User } from './desk-signing.ts'
import { CHAIN_ID, DAY, networkHelpers, PRICE, recordsOf, SERIES, tokenIdOf } from './fixture.ts'

/** What a test changes of an order; flags in words, and the key that signs if it is not the account's own. */
export type OrderChanges = Partial<Omit<Order, 'flags'>> & { flags?: Partial<OrderFlags>; signer?: User }

export const signedOrderTypes = { Order: [...orderTypes.Order] }

/** Orders and batches of people who sign for themselves. */
export function createTrading({ address, operator, settlement }: Core, issuer: User) {
  const domain = domainOf('settlement', CHAIN_ID, address)

  async function orderOf(account: User, side: 'buy' | 'sell', changes: OrderChanges = {}): Promise<BatchOrder> {
    const { flags, signer = account, ...fields } = changes
    const lane = changes.lane ?? 0
    const order: Order = {
      account: account.address as Address,
      series: SERIES,
      flags: encodeOrderFlags({
        ...DEFAULT_ORDER_FLAGS,
        unitChoice: side === 'sell' ? 'ANY' : 'NAMED',
        side,
        ...flags,
      }),
      price: PRICE,
      quantity: 1,
      lane,
      seq: Number((await settlement.laneOf(account, lane)).seq) + 1,
      epoch: Number((await settlement.keyOf(account, flags?.keyIndex ?? 0)).epoch),
      expiry: (await networkHelpers.time.latest()) + DAY,
      maxFeeBps: 300,
      minResalesLeft: 0,
      unitId: 0n,
      ...fields,
    }
    const signature = (await signer.signTypedData(domain, signedOrderTypes, order)) as Hex
    return { order, signature, position: 1n }
  }

  async function settle(orders: readonly BatchOrder[], trades: readonly BatchTrade[]): Promise<TradeRecord[]> {
    const { batchNo } = await settlement.batchState()
    const batch = encodeBatch({ batchNo: batchNo + 1n, journalHead: ZeroHash as Hex, orders, trades })
    const receipt = await (await settlement.connect(operator).settle(batch)).wait()
    return recordsOf(settlement.interface, receipt?.logs ?? [])
  }

  /** One trade of two orders; the buyer takes. */
  async function trade(buy: BatchOrder, sell: BatchOrder, serials?: readonly number[]): Promise<TradeRecord> {
    const units = serials?.length ?? buy.order.quantity
    const [record] = await settle(
      [buy, sell],
      [{ buy: 0, sell: 1, taker: 'buy', units, ...(serials ? { serials } : {}) }],
    )
    if (!record) throw new Error('the batch logged no record')
    return record
  }

  /** First-hand units for the buyer, in the wallet unless said otherwise. */
  async function buyFirst(buyer: User, units = 1, toWallet = true): Promise<bigint[]> {
    const buy = await orderOf(buyer, 'buy', { quantity: units, flags: { toWallet } })
    const sell = await orderOf(issuer, 'sell', { quantity: units, flags: { primary: true, unitChoice: 'NAMED' } })
    const record = await trade(buy, sell)
    if (record.code !== 'FILLED') throw new Error(`the sale was skipped: ${record.code}`)
    return record.serials.map((serial) => tokenIdOf(SERIES, serial))
  }

  async function daySoldOf(tokenId: bigint): Promise<number> {
    return Math.floor(Number((await settlement.unitOf(tokenId)).soldAt) / DAY)
  }

  return { orderOf, settle, trade, buyFirst, daySoldOf }
}
