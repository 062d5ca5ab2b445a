import type { TradeRecord } from '../../sdk/src/batch/decode-records.ts'

type Sale = Pick<TradeRecord, 'code' | 'series' | 'serials'>

/** How often the first unit of each trade of a batch is sold again later in it: its Transfers all come before the batch's log. */
export function laterSales(records: readonly Sale[]): number[] {
  return records.map(({ series, serials: [serial] }, index) => {
    const later = records.slice(index + 1).filter((other) => other.series === series && other.code === 'FILLED')
    return serial === undefined ? 0 : later.filter(({ serials }) => serials.includes(serial)).length
  })
}

/**
 * Whether the units of a sale cannot be resold after it, which is the book that it was traded in: the core skips every other trade. Units
 * of one trade are alike in this, so one is asked.
 * @param changes Of a unit, after all sales of the batch.
 */
export function isFinalSale(sale: {
  primary: boolean
  resaleLimit: number
  changes: number
  salesAfter: number
}): boolean {
  return sale.primary ? sale.resaleLimit === 0 : sale.changes - sale.salesAfter >= sale.resaleLimit
}
