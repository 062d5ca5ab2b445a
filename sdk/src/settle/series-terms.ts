import type { SkipCode } from '../skip-codes.ts'
import { brakeKey, isNobody, NO_ISSUER, NO_SERIES, type SeriesState, type SettleState } from './state.ts'

/** A series as the trades of one batch meet it. */
export interface SeriesTerms {
  series: number
  state: SeriesState
  /** Why nothing of it trades. */
  fault: SkipCode | undefined
  /** 0 also when it is not transferable. */
  resaleLimit: number
  isIssuerActive: boolean
  /** Its issuance fee exceeds what may be charged to an issuer today. */
  isFeeAboveCap: boolean
}

export function readSeriesTerms(
  before: SettleState,
  series: number,
  isBraked: (key: string) => boolean,
  atSec: number,
): SeriesTerms {
  const state = before.series.get(series) ?? NO_SERIES
  const issuer = before.issuers.get(state.issuer) ?? NO_ISSUER
  const isLive = !isNobody(state.issuer) && state.expirySec >= atSec && !state.isAtRisk
  const isHeld =
    (state.hasBrakeHint && isBraked(brakeKey('series', series))) ||
    (issuer.hasBrakeHint && isBraked(brakeKey('issuer', state.issuer)))
  return {
    series,
    state,
    fault: isLive ? (isHeld ? 'BRAKED' : undefined) : 'SERIES_NOT_LIVE',
    resaleLimit: state.isTransferable ? state.resaleLimit : 0,
    isIssuerActive: issuer.isActive,
    isFeeAboveCap: state.issuanceFeeBps > before.batch.issuerCapBps,
  }
}
