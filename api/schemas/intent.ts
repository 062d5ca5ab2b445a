import { z } from '@hono/zod-openapi'
import type { IntentName } from '../../sdk/src/typed-data/intents.ts'
import * as field from './fields.ts'

/** How each intent's own fields arrive: amounts in dollars, ids and nonces as decimal strings. */
const keyFields = {
  index: field.uint8.max(7, 'must be 0 to 7'),
  key: field.address,
  kind: field.uint8.max(1, 'must be 0 (secp256k1) or 1 (P-256)'),
  expiryDay: field.uint16,
  scope: field.uint16,
}
const passkeyFields = { x: field.bytes32, y: field.bytes32 }
const sessionFields = {
  key: field.address,
  kind: field.uint8.max(1, 'must be 0 (secp256k1) or 1 (P-256)'),
  expiry: field.unixSecond,
  window: field.uint32.min(1, 'must be at least 1'),
  windowLimit: field.cashAmount,
  totalLimit: field.cashAmount,
  targets: z.array(field.address).min(1).max(16),
  selectors: z.array(field.selector).min(1).max(16),
  recipients: z.array(field.address).max(8),
  series: z.array(field.seriesNumber).max(16),
}
const tokenIds = z.array(field.tokenIdText).min(1).max(50)

const ownFields = {
  RegisterKey: keyFields,
  RequestKeyChange: keyFields,
  RequestCancel: { lane: field.lane, seq: field.sequence },
  RequestCancelAll: {},
  RequestExit: {},
  Withdraw: { amount: field.positiveAmount },
  WithdrawTo: { to: field.address, amount: field.positiveAmount, data: field.bytes },
  TransferCash: { to: field.address, amount: field.positiveAmount, data: field.bytes },
  EnterMarket: { tokenIds },
  LeaveMarket: { tokenIds },
  Refund: { tokenId: field.tokenIdText },
  TransferUnit: { to: field.address, tokenId: field.tokenIdText, data: field.bytes },
  ApplyAsIssuer: { companyHash: field.bytes32, licenceHash: field.bytes32, documentsHash: field.bytes32 },
  CreateSeries: {
    face: field.price,
    issuePrice: field.price,
    supply: field.uint32.min(1, 'must be at least 1'),
    expiry: field.uint32,
    refundWindow: field.uint24,
    resaleLimit: field.uint8,
    security: z.boolean(),
    transferable: z.boolean(),
    termsHash: field.bytes32,
    metadataUri: z.string().max(256),
  },
  CloseSupply: { series: field.seriesNumber },
  SetMerchant: { merchant: field.address, appointed: z.boolean() },
  ConfirmRedemption: { tokenId: field.tokenIdText },
  WithdrawGuarantee: { amount: field.positiveAmount },
  RequestMakerWithdrawal: {},
  WithdrawMakerDeposit: {},
  AddPasskey: passkeyFields,
  RemovePasskey: { keyId: field.bytes32 },
  RotatePasskey: { oldKeyId: field.bytes32, ...passkeyFields },
  SetGuardian: { guardian: field.address },
  VetoRecovery: {},
  RequestRecovery: { recovered: field.address, ...passkeyFields },
  RegisterSession: sessionFields,
  RevokeSession: { key: field.address },
  EndSessions: {},
} as const satisfies Record<IntentName, z.ZodRawShape>

/** The signed struct of an intent as a request carries it. */
export function intentMessage<N extends IntentName>(name: N) {
  const tail = { nonce: field.nonce, deadline: field.unixSecond, gasLimit: field.gasLimit }
  return z.strictObject({ account: field.address, ...ownFields[name], ...tail })
}

/** What every submitted intent is answered with. */
export const intentAccepted = z
  .object({
    orderNumber: z.string().openapi({ example: 'GX0123456789ABCDEF' }),
    state: z.string().openapi({ example: 'queued', description: 'queued, submitted, executed, failed or refused.' }),
  })
  .openapi('IntentAccepted')
