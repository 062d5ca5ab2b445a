import { BaseError } from '../../../kit/errors.ts'
import { homeOf, partitionOfLane, partitionOfSeries } from '../../../kit/partition.ts'
import { isAway } from '../../../kit/sequencer-leader.ts'
import type { OrderNumber } from '../../../sdk/src/ids.ts'
import type { IntentName } from '../../../sdk/src/typed-data/intents.ts'
import type { Order } from '../../../sdk/src/typed-data/order.ts'
import type { CancelTarget, SequencerClient } from '../sequencer.ts'
import type { ItemResult, OrderItem } from '../sequencer-market-maker.ts'
import type { CancelResult, PlaceResult } from '../sequencer-views.ts'
import { allOf, anyOf } from './all-of.ts'
import { joinWatches } from './join-watches.ts'
import { scatter } from './scatter.ts'

const AWAY = { status: 'unknown', code: 'SEQUENCER_UNAVAILABLE' } as const

/** All partitions as one sequencer: each call goes to where its series, lane or account is, or to all. One partition is itself. */
export function createMarketClient(
  parts: readonly SequencerClient[],
  orderNumberOf: (order: Order) => OrderNumber,
): SequencerClient {
  const [only] = parts
  if (only && parts.length === 1) return only
  const count = parts.length
  const part = (index: number): SequencerClient => {
    const found = parts[index]
    if (!found) throw new RangeError(`there is no partition ${index} of ${count}`)
    return found
  }
  const ofSeries = (series: number) => part(partitionOfSeries(series, count))
  const everywhere = [...parts.keys()]
  // A number or a name does not tell where its order is: everybody is asked.
  const whereOf = (target: CancelTarget) => ('lane' in target ? [partitionOfLane(target.lane, count)] : everywhere)
  const unplaced = ({ order }: { order: Order }): PlaceResult => {
    return { ...AWAY, orderNumber: orderNumberOf(order), state: 'UNKNOWN', trades: [] }
  }
  const unrun = (item: OrderItem): ItemResult =>
    item.type === 'cancel' ? { type: item.type, ...AWAY } : { type: item.type, ...unplaced(item) }
  return {
    placeOrders: (orders) =>
      scatter({
        items: orders.map((item) => ({ item, to: [partitionOfSeries(item.order.series, count)] })),
        run: (index, own) => part(index).placeOrders(own),
        unknown: unplaced,
        choose: mostTelling,
      }),
    cancelOrders: (account, cancels) =>
      scatter<CancelTarget, CancelResult>({
        items: cancels.map((item) => ({ item, to: whereOf(item) })),
        run: (index, own) => part(index).cancelOrders(account, own),
        unknown: () => AWAY,
        choose: mostTelling,
      }),
    runItems: (account, items) =>
      scatter<OrderItem, ItemResult>({
        items: items.map((item) => {
          const to = item.type === 'cancel' ? whereOf(item.target) : [partitionOfSeries(item.order.series, count)]
          return { item, to }
        }),
        run: (index, own) => part(index).runItems(account, own),
        unknown: unrun,
        choose: mostTelling,
      }),
    async cancelAll(account, series) {
      if (series !== undefined) return await ofSeries(series).cancelAll(account, series)
      const answers = await allOf(parts, (each) => each.cancelAll(account))
      const cancelled = answers.reduce((sum, answer) => sum + answer.cancelled, 0)
      return { cancelled, receipts: answers.flatMap(({ receipts }) => receipts) }
    },
    async keepAlive(account, wish) {
      const { series } = wish
      const isConcerned = (each: SequencerClient) => series === undefined || each === ofSeries(series)
      const tell = (each: SequencerClient) =>
        isConcerned(each) ? each.keepAlive(account, wish) : each.watches(account).catch(noneIfAway)
      const answers = await allOf(parts, tell)
      return joinWatches(answers.filter((answer) => answer !== undefined))
    },
    watches: async (account) => joinWatches(await allOf(parts, (each) => each.watches(account))),
    async setGroup(statement) {
      await allOf(parts, (each) => setGroupOnce(each, statement))
    },
    async group(account) {
      const groups = await allOf(parts, (each) => each.group(account))
      // What was told to some partitions only is not the account's group yet.
      return groups.reduce((oldest, group) => (group.version < oldest.version ? group : oldest))
    },
    clientOrder: (account, clientOrderId) => anyOf(parts, (each) => each.clientOrder(account, clientOrderId)),
    order: (orderNumber) => anyOf(parts, (each) => each.order(orderNumber)),
    fills: (orderNumber) => anyOf(parts, (each) => each.fills(orderNumber)),
    async ordersOf(account) {
      const lists = await allOf(parts, (each) => each.ordersOf(account))
      return lists.flat().toSorted((one, other) => one.timeMs - other.timeMs)
    },
    book: (series, final, depth) => ofSeries(series).book(series, final, depth),
    bestPrices: (markets) =>
      scatter({
        items: markets.map((item) => ({ item, to: [partitionOfSeries(item.series, count)] })),
        run: (index, own) => part(index).bestPrices(own),
        unknown: () => ({}),
        choose: ([prices]) => prices ?? {},
      }),
    ownBook: (account, wish) => ofSeries(wish.series).ownBook(account, wish),
    price: (series) => ofSeries(series).price(series),
    keysOf: (account) => anyOf(parts, (each) => each.keysOf(account)),
    async account(account) {
      const shares = await allOf(parts, (each) => each.account(account))
      const sum = (amountOf: (share: (typeof shares)[number]) => bigint) =>
        shares.reduce((total, share) => total + amountOf(share), 0n)
      return {
        cash: sum(({ cash }) => cash),
        reservedCash: sum(({ reservedCash }) => reservedCash),
        availableCash: sum(({ availableCash }) => availableCash),
        keys: shares[0]?.keys ?? [],
      }
    },
    coSign: (kind, message) => part(whoCoSigns(kind, message, count)).coSign(kind, message),
  }
}

/** What another partition watches is left out while it is away: the wish was taken all the same. */
function noneIfAway(error: unknown): undefined {
  if (!isAway(error)) throw error
}

/** The one that knows the order; of those that do not, one that could not say so. */
function mostTelling<Result extends { status: string; code?: string | undefined }>(results: readonly Result[]): Result {
  const isNotFound = ({ code }: Result) => code === 'ORDER_NOT_FOUND'
  const isUnknown = ({ status }: Result) => status === 'unknown'
  const told = results.find((result) => !isNotFound(result) && !isUnknown(result))
  const result = told ?? results.find(isUnknown) ?? results[0]
  if (!result) throw new RangeError('an item was told to no partition')
  return result
}

/** A partition that has the statement already took it when it was sent before: repeating it completes the others. */
async function setGroupOnce(
  part: SequencerClient,
  statement: Parameters<SequencerClient['setGroup']>[0],
): Promise<void> {
  try {
    await part.setGroup(statement)
  } catch (error) {
    const [first] = statement.members
    if (!(error instanceof BaseError && error.code === 'GROUP_STATEMENT_OLD' && first)) throw error
    const { accounts, version } = await part.group(first.account)
    const members = new Set(statement.members.map(({ account }) => account.toLowerCase()))
    const isSame = accounts.length === members.size && accounts.every((account) => members.has(account.toLowerCase()))
    if (version !== statement.version || !isSame) throw error
  }
}

/** Units are counted where their series is, cash at the account's home. */
function whoCoSigns(kind: IntentName, message: Record<string, unknown>, count: number): number {
  const { account, tokenIds } = message
  const [unit] = kind === 'LeaveMarket' && Array.isArray(tokenIds) ? tokenIds : []
  if (typeof unit === 'bigint') return partitionOfSeries(Number(unit >> 32n), count)
  return homeOf(account as `0x${string}`, count)
}
