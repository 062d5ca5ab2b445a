import type { LogHandlers } from './core-log.ts'
import { brakeKey, type MirrorSeries } from './mirror-state.ts'
import { lower, type MirrorWriter } from './mirror-writer.ts'

/** Profiles, issuers, series, brakes, rates and the operator's keys. */
export const applyControls: LogHandlers = {
  ProfileSet: (writer, { account, identity }) =>
    writer.undo.set(writer.state.profiles, writer.touch(account), { ...identity }),
  IssuerWordSet: (writer, { issuer, status, rating }) => {
    const account = writer.touch(issuer)
    writer.undo.set(writer.state.issuerStatus, account, status)
    writer.undo.set(writer.state.issuerRating, account, rating)
  },
  SeriesOpened: ({ state, undo }, { series, terms }) => {
    const { issuer, face, expiry, reservePerUnit, flags, supply, resaleLimit, issuanceFeeBps } = terms
    undo.set(state.series, series, {
      issuer: lower(issuer),
      faceUsdc6: BigInt(face),
      expirySec: expiry,
      reservePerUnitUsdc6: BigInt(reservePerUnit),
      flags,
      supply,
      resaleLimit,
      issuanceFeeBps,
      minted: 0,
    })
  },
  SupplyClosed: (writer, { series, supply }) => updateSeries(writer, series, { supply }),
  SeriesFlagsSet: (writer, { series, flags }) => updateSeries(writer, series, { flags }),
  BrakeSet: (writer, { domain, key, until }) => setBrake(writer, brakeKey(domain, key), until),
  BrakeRenewed: (writer, { domain, key, until }) => setBrake(writer, brakeKey(domain, key), until),
  BrakeReleased: ({ state, undo }, { domain, key }) => undo.delete(state.brakes, brakeKey(domain, key)),
  FeesSet: (writer, { takerBps, makerBps, issuerCapBps }) => writer.set({ takerBps, makerBps, issuerCapBps }),
  ExitDelaySet: (writer, { delay }) => writer.set({ exitDelaySec: delay }),
  HeartbeatRecorded: (writer, { recordedAt }) => writer.set({ heartbeatAtSec: recordedAt }),
  OperatorSet: (writer, { operator }) => writer.set({ operator: lower(operator) }),
  CoSignerSet: (writer, { coSigner }) => writer.set({ coSigner: lower(coSigner) }),
}

function updateSeries(writer: MirrorWriter, series: number, change: Partial<MirrorSeries>): void {
  const terms = writer.state.series.get(series)
  if (terms) writer.undo.set(writer.state.series, series, { ...terms, ...change })
  writer.touchSeries(series)
}

function setBrake({ state, undo }: MirrorWriter, key: string, until: number): void {
  undo.set(state.brakes, key, until)
}
