import { convertAmount } from '../../sdk/src/pricing/convert.ts'
import type { Purchase } from './purchase.ts'

/** What taken dollars buy at the locked rate: of a whole payment exactly what was quoted. */
export function boughtUsdc6({ takenUsdc6, rateE8 }: Pick<Purchase, 'takenUsdc6' | 'rateE8'>): bigint {
  return convertAmount(takenUsdc6, rateE8)
}
