import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import type { MirrorState } from '../chain/mirror-state.ts'

/** Refuses accounts that compliance has not made market makers: the chain says who is one. */
export function requireMarketMaker(mirror: MirrorState, account: Address): void {
  if (mirror.profiles.get(account)?.marketMaker) return
  throw new BaseError('This is for market makers.', {
    code: 'MARKET_MAKER_REQUIRED',
    details: 'The account’s profile on chain does not have the role; POST /api/v1/orders is open to everybody.',
    status: 403,
  })
}
