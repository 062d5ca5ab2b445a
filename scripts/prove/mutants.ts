import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BaseError } from '../../kit/errors.ts'
import type { Sources } from './check-claims.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const MATH = 'contracts/settlement/libraries/TradeMath.sol'
const LANE = 'contracts/settlement/libraries/LaneField.sol'

/** A bug made from the source as it is today, and the claims that it must break. */
export interface Mutant {
  bug: string
  contract: string
  file: string
  from: string
  to: string
}

export const MUTANTS: readonly Mutant[] = [
  {
    bug: 'the fees of a resale are credited twice',
    contract: 'Resale',
    file: MATH,
    from: 'return cost - proceeds;',
    to: 'return 2 * (cost - proceeds);',
  },
  {
    bug: 'the seller is paid a unit of money more',
    contract: 'Resale',
    file: MATH,
    from: 'return proceeds - units * ONE_UNIT;',
    to: 'return proceeds + 1 - units * ONE_UNIT;',
  },
  {
    bug: 'a buyer may pay more than she has',
    contract: 'Resale',
    file: MATH,
    from: 'return cash < cost;',
    to: 'return cash == 0;',
  },
  {
    bug: 'a purchase costs nothing',
    contract: 'Resale',
    file: MATH,
    from: 'units * ONE_UNIT - cost',
    to: 'units * ONE_UNIT',
  },
  {
    bug: 'the proceeds are not reduced by the fee',
    contract: 'SellerFee',
    file: MATH,
    from: 'units * (price - (price * feeBps) / BPS)',
    to: 'units * price',
  },
  {
    bug: 'the issuance fee is held twice',
    contract: 'FirstSale',
    file: MATH,
    from: '(cost - gross, gross - proceeds)',
    to: '(cost - proceeds, gross - proceeds)',
  },
  {
    bug: 'a fill forgets what was filled before',
    contract: 'Fill',
    file: LANE,
    from: 'filled * isSame + units',
    to: 'units',
  },
  {
    bug: 'an order may be filled by one unit too many',
    contract: 'Fill',
    file: LANE,
    from: 'return total > quantity;',
    to: 'return total > quantity + 1;',
  },
]

/** @throws BaseError MUTANT_STALE when the source no longer says what the mutant changes. */
export function sourcesOf({ bug, file, from, to }: Mutant): Sources {
  const source = readFileSync(join(ROOT, file), 'utf8')
  if (source.split(from).length !== 2)
    throw new BaseError('A mutant has nothing to change.', { code: 'MUTANT_STALE', details: `${bug}: ${file}` })
  return new Map([[file, source.replace(from, to)]])
}
