import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../sdk/src/canonical-json.ts'

export const RISK_ACTIONS = ['withdrawal', 'sign-in', 'order'] as const
export type RiskAction = (typeof RISK_ACTIONS)[number]

/** What the rules look at: numbers and truths, no personal data. Each reads "more of it is never safer" unless it says otherwise. */
export interface RiskFacts {
  action: RiskAction
  /** Of the withdrawal, or of the largest order of a request. */
  amountUsdc6: bigint
  /** Largest withdrawal that was let go in 30 days. Less is riskier. */
  largestUsdc6: bigint
  /** Withdrawals that were let go in an hour. */
  withdrawalsLastHour: number
  /** Value of the orders of a minute, this request's among them. */
  orderedUsdc6: bigint
  /** The session is a day old at most, its key was not seen before, and the account has older ones. */
  isNewDevice: boolean
  /** The account has sessions a day older, none of them from this network. */
  isNewNetwork: boolean
  /** Wrong codes of the authenticator app in a row. */
  wrongCodes: number
  /** To an address that is neither the account's own nor had money from it before. */
  isNewDestination: boolean
  /** Since the account first signed in. Less is riskier. */
  accountAgeSec: number
  /** Since a passkey or contact of the account changed; null when it did not in 30 days. Less is riskier, null the least. */
  signInChangedAgoSec: number | null
  /** Since the account was recovered by its guardian, as above. */
  recoveredAgoSec: number | null
  /** A contact leads to the destination that may not receive withdrawals yet. */
  isMappingCooling: boolean
  /** A proof for this very request was given. Its lack is riskier. */
  isProven: boolean
  /** An officer let this go. Its lack is riskier. */
  isReleased: boolean
}

/** Facts about which nothing is known that would speak against anything. */
export const NO_RISK: Omit<RiskFacts, 'action'> = {
  amountUsdc6: 0n,
  largestUsdc6: 0n,
  withdrawalsLastHour: 0,
  orderedUsdc6: 0n,
  isNewDevice: false,
  isNewNetwork: false,
  wrongCodes: 0,
  isNewDestination: false,
  accountAgeSec: 365 * 86_400,
  signInChangedAgoSec: null,
  recoveredAgoSec: null,
  isMappingCooling: false,
  isProven: false,
  isReleased: false,
}

const AMOUNTS = ['amountUsdc6', 'largestUsdc6', 'orderedUsdc6'] as const
export type LoggedFacts = Omit<RiskFacts, (typeof AMOUNTS)[number]> & Record<(typeof AMOUNTS)[number], string>

/** As they lie in the log: amounts are decimal strings. */
export function toLog(facts: RiskFacts): LoggedFacts {
  const { amountUsdc6, largestUsdc6, orderedUsdc6 } = facts
  return { ...facts, amountUsdc6: `${amountUsdc6}`, largestUsdc6: `${largestUsdc6}`, orderedUsdc6: `${orderedUsdc6}` }
}

export function fromLog(facts: LoggedFacts): RiskFacts {
  const { amountUsdc6, largestUsdc6, orderedUsdc6 } = facts
  return {
    ...facts,
    amountUsdc6: BigInt(amountUsdc6),
    largestUsdc6: BigInt(largestUsdc6),
    orderedUsdc6: BigInt(orderedUsdc6),
  }
}

/** SHA-256 of the canonical JSON (RFC 8785), hexadecimal. */
export function digestOfFacts(facts: RiskFacts): string {
  return createHash('sha256')
    .update(canonicalJson(toLog(facts)))
    .digest('hex')
}
