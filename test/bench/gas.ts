import { measureActions } from './action-gas.ts'
import { breakDown } from './gas-breakdown.ts'
import { shapes, warmMarket } from './gas-shapes.ts'
import { type GasBreakdown, tableOf } from './gas-table.ts'
import { measureLargestBatch } from './largest-batch.ts'

type ShapeName = keyof typeof shapes

const SIZES = [1, 10, 50, 100]
/** Size of the batches whose gas is broken down, and their shapes. */
const USUAL_SIZE = 50
const BROKEN_DOWN: readonly ShapeName[] = ['independent', 'oneMaker']

/** Gas per trade with intrinsic gas and calldata, measured on transactions. */
export async function measureGas() {
  const figures: Record<string, Record<string, number>> = {}
  const calldataBytes: Record<string, number> = {}
  for (const name of Object.keys(shapes) as ShapeName[]) {
    figures[name] = {}
    for (const size of SIZES) {
      const { gasUsed, dataBytes } = await settleShape(name, size)
      figures[name][size] = Math.round(Number(gasUsed) / size)
      if (name === 'independent') calldataBytes[size] = dataBytes
    }
  }
  const whereItGoes: Record<string, GasBreakdown> = {}
  for (const name of BROKEN_DOWN) {
    const { hash, gasUsed } = await settleShape(name, USUAL_SIZE)
    whereItGoes[name] = await breakDown(hash, gasUsed, USUAL_SIZE)
  }
  process.stdout.write(`${tableOf(whereItGoes)}\n`)
  const largestBatch = await measureLargestBatch()
  return { ...figures, calldataBytes, actions: await measureActions(), whereItGoes, largestBatch }
}

/** Settles a batch of this shape and size in a market of its own; every trade must fill. */
export async function settleShape(name: ShapeName, size: number) {
  const market = await warmMarket()
  const { orders, trades } = await shapes[name](market, size)
  const batch = await market.encode(orders, trades)
  const transaction = await market.settlement.connect(market.operator).settle(batch)
  const receipt = await transaction.wait()
  const filled = (receipt?.logs.length ?? 0) - 1
  if (!receipt || filled !== size) throw new Error(`${name}: ${filled} of ${size} trades filled`)
  return { hash: transaction.hash, gasUsed: receipt.gasUsed, dataBytes: (transaction.data.length - 2) / 2 }
}
