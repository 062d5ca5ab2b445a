import type { TradingKey } from '../trading-key.ts'
import { keyPossessionTypedData } from '../typed-data/authorizations.ts'
import type { Accepted, Session } from './client.ts'

/** Every side and class of series, no cap on an order's value, no floor of resales. */
const SCOPE_ANYTHING = 0b11_11_11111_0000000
const P256 = 1

export interface KeyTerms {
  /** 0 to 7; one that is taken is replaced by `RequestKeyChange` only. */
  index: number
  /** Last day on which it signs, in days since 1970; 0: no end. */
  expiryDay?: number
  /** What it may sign; see `Settlement.registerKey`. */
  scope?: number
}

/** Lets a key sign the account's orders from now on: the account signs that it wants it, the key that it is there. */
export async function registerTradingKey(session: Session, key: TradingKey, terms: KeyTerms): Promise<Accepted> {
  const { index, expiryDay = 0, scope = SCOPE_ANYTHING } = terms
  const consent = { account: session.account.address, index, key: key.address }
  const possession = await key.signTypedData(keyPossessionTypedData(session.protocol.domains.settlement, consent))
  return await session.submitIntent(
    'RegisterKey',
    { index, key: key.address, kind: P256, expiryDay, scope },
    { possession },
  )
}
