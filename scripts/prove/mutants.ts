import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BaseError } from '../../kit/errors.ts'
import type { Sources } from './check-claims.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const MATH = 'contracts/settlement/libraries/TradeMath.sol'
const LANE = 'contracts/settlement/libraries/LaneField.sol'
const ACCOUNT = 'contracts/settlement/libraries/AccountWord.sol'

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
    from: 'earned + cost - proceeds',
    to: 'earned + 2 * (cost - proceeds)',
  },
  {
    bug: 'the seller gets what the buyer paid, and the platform its fees on top',
    contract: 'Resale',
    file: MATH,
    from: 'seller.afterSale(proceeds, units)',
    to: 'seller.afterSale(cost, units)',
  },
  {
    bug: 'a buyer may pay more than she has',
    contract: 'Resale',
    file: MATH,
    from: 'if (cash < cost) code = SkipCode.INSUFFICIENT_CASH;\n            else if',
    to: 'if',
  },
  {
    bug: 'a purchase costs nothing',
    contract: 'Resale',
    file: ACCOUNT,
    from: 'AccountWord.unwrap(word) - cost + bought',
    to: 'AccountWord.unwrap(word) + bought',
  },
  {
    bug: 'the proceeds are not reduced by the fee',
    contract: 'Fees',
    file: MATH,
    from: 'units * (price - (price * feeBps) / BPS)',
    to: 'units * price',
  },
  {
    bug: 'the issuance fee is held twice',
    contract: 'FirstSale',
    file: MATH,
    from: 'gross, cost - gross,',
    to: 'gross, cost - proceeds,',
  },
  {
    bug: 'a fill forgets what was filled before',
    contract: 'Fill',
    file: LANE,
    from: 'if (jump == 0) total += filled;',
    to: '',
  },
  {
    bug: 'an order may be filled by one unit too many',
    contract: 'Fill',
    file: LANE,
    from: 'total > quantity',
    to: 'total > quantity + 1',
  },
]

/** @throws BaseError MUTANT_STALE when the source no longer says what the mutant changes. */
export function sourcesOf({ bug, file, from, to }: Mutant): Sources {
  const source = readFileSync(join(ROOT, file), 'utf8')
  if (source.split(from).length !== 2)
    throw new BaseError('A mutant has nothing to change.', { code: 'MUTANT_STALE', details: `${bug}: ${file}` })
  return new Map([[file, source.replace(from, to)]])
}
