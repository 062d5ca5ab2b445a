import {
  GAS_PER_BATCH,
  GAS_PER_TRADE,
  GAS_PER_UNIT,
  MAX_BATCH_GAS,
  MAX_BATCH_TRADES,
} from '../../relayer/sequencer/limits.ts'
import { shapes, warmMarket } from './gas-shapes.ts'

/** What one transaction may use (EIP-7825). */
const MAX_TRANSACTION_GAS = 16_777_216
/** More independent trades than fit. */
const TOO_MANY = 440

/**
 * The most independent trades that fit into one transaction, with the gas that they use; how many fit under the 14 million of the
 * sequencer; and how many of one unit the sequencer puts into a batch, which reckons with the dearest trade it knows.
 */
export async function measureLargestBatch() {
  const market = await warmMarket()
  const { orders, trades } = await shapes.independent(market, TOO_MANY)
  const settlement = market.settlement.connect(market.operator)
  const encode = (count: number) => market.encode(orders.slice(0, 2 * count), trades.slice(0, count))
  const fitsInto = (gasLimit: number) => async (count: number) => {
    const batch = await encode(count)
    return settlement.settle.staticCall(batch, { gasLimit }).then(
      () => true,
      () => false,
    )
  }
  const count = await largestThat(fitsInto(MAX_TRANSACTION_GAS))
  const under14M = await largestThat(fitsInto(MAX_BATCH_GAS))
  const reckoned = Math.floor((MAX_BATCH_GAS - GAS_PER_BATCH) / (GAS_PER_TRADE + GAS_PER_UNIT))

  const receipt = await (await settlement.settle(await encode(count), { gasLimit: MAX_TRANSACTION_GAS })).wait()
  if (receipt?.logs.length !== count + 1) throw new Error(`the batch of ${count} trades filled ${receipt?.logs.length}`)
  return { trades: count, gas: Number(receipt.gasUsed), under14M, bySequencer: Math.min(MAX_BATCH_TRADES, reckoned) }
}

async function largestThat(fits: (count: number) => Promise<boolean>): Promise<number> {
  let [largest, tooLarge] = [0, TOO_MANY]
  if (await fits(tooLarge)) throw new Error(`${TOO_MANY} trades fit: raise the bound of the search`)
  while (tooLarge - largest > 1) {
    const middle = Math.floor((largest + tooLarge) / 2)
    if (await fits(middle)) largest = middle
    else tooLarge = middle
  }
  return largest
}
