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
  /** The log up to the checkpoint is not the one that was signed. */
  'root-differs',
  /** A checkpoint is not signed by the platform. */
  'checkpoint-forged',
  /** A checkpoint does not extend the one before it. */
  'checkpoint-inconsistent',
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
