import { z } from 'zod'
import { addressField, bytes32Field, hexField } from '../../kit/fields.ts'
import { PARTIES } from '../../sdk/src/mapping/parties.ts'
import { MAX_HISTORY, MAX_PROOF, MAX_SIGNATURE_BYTES } from './limits.ts'

const UINT40_MAX = 2 ** 40 - 1
const second = z.number().int().min(0).max(UINT40_MAX)
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const record = z.strictObject({
  userCommitment: bytes32Field,
  account: addressField,
  guardian: addressField,
  version: count.min(1),
  previous: bytes32Field,
  issuedAt: second,
  withdrawalsFrom: second,
})
const signature = hexField(65).refine((text) => text.length === 132, 'must be 65 bytes')
const signed = z.strictObject({ record, signatures: z.partialRecord(z.enum(PARTIES), signature) })
const opening = z.strictObject({ contactTag: bytes32Field, salt: bytes32Field })

export const signBody = z.strictObject({
  record,
  opening: opening.optional(),
  authorization: z.strictObject({ deadline: second, signature: hexField(MAX_SIGNATURE_BYTES) }).optional(),
})
export const adoptBody = z.strictObject({
  history: z.array(signed).min(1).max(MAX_HISTORY),
  opening: opening.optional(),
})
export const placeBody = z.strictObject({ position: count, signed })
export const checkpointBody = z.strictObject({
  checkpoint: z.strictObject({ size: count, root: bytes32Field, issuedAt: second }),
  proof: z.array(bytes32Field).max(MAX_PROOF),
})
