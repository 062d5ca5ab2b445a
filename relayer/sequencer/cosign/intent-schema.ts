import type { Address } from 'viem'
import { z } from 'zod'
import { addressField, hexField, uintField } from '../../../kit/fields.ts'
import type { IntentName } from '../../../sdk/src/typed-data/intents.ts'
import { MAX_INTENT_DATA_BYTES, MAX_UNITS_PER_INTENT } from '../limits.ts'

const account = addressField.transform((address) => address.toLowerCase() as Address)
const uint = (bits: number) =>
  z
    .int()
    .min(0)
    .max(2 ** bits - 1)
const tail = { nonce: uintField(256), deadline: uint(48), gasLimit: uint(32) }
const key = { index: uint(3), key: addressField, kind: uint(1), expiryDay: uint(16), scope: uint(16) }
const money = { to: addressField, amount: uintField(64), data: hexField(MAX_INTENT_DATA_BYTES) }
const tokenIds = z.array(uintField(64)).min(1).max(MAX_UNITS_PER_INTENT)

/** The intents that need the operator's consent, field by field as they are signed. */
export const coSignatureBody = z.strictObject({
  intent: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('Withdraw'),
      message: z.strictObject({ account, amount: uintField(64), ...tail }),
    }),
    z.strictObject({ kind: z.literal('WithdrawTo'), message: z.strictObject({ account, ...money, ...tail }) }),
    z.strictObject({ kind: z.literal('TransferCash'), message: z.strictObject({ account, ...money, ...tail }) }),
    z.strictObject({ kind: z.literal('LeaveMarket'), message: z.strictObject({ account, tokenIds, ...tail }) }),
    z.strictObject({ kind: z.literal('RequestCancelAll'), message: z.strictObject({ account, ...tail }) }),
    z.strictObject({ kind: z.literal('RequestKeyChange'), message: z.strictObject({ account, ...key, ...tail }) }),
  ]),
})
export type CoSignedIntent = z.output<typeof coSignatureBody>['intent'] & { kind: IntentName }
