import type { Hex } from 'viem'

/** What can be wrong with a log of mappings. */
export const FINDING_KINDS = [
  /** The record is not what two parties signed. */
  'tampered',
  /** A signature that is there is not that party's over this record; two others hold. */
  'signature-invalid',
  /** A place in the log, or a version, has no record. */
  'missing',
  /** The record was signed for another place, or a version stands before an earlier one. */
  'misplaced',
  /** It does not name the version before it. */
  'chain-broken',
  /** The platform’s signature over the place is missing although a checkpoint covers it. */
  'unplaced',
  /** Today's log does not extend the checkpoint: some record up to it is not the one that was signed. */
  'root-differs',
  /** A checkpoint is not signed by the platform. */
  'checkpoint-forged',
] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** One thing that is wrong, and where exactly. */
export interface Finding {
  kind: FindingKind
  /** In the log; of a checkpoint its size. */
  position: number
  userCommitment?: Hex
  version?: number
  detail: string
}
