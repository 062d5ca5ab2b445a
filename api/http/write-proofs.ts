import { INTENT_PATHS } from '../../sdk/src/intent-paths.ts'
import type { ProofKind } from '../domain/step-up/proofs.ts'

/**
 * What a write takes beside a session (ACC-5).
 * `opens`: no session yet; what it carries is the proof, or it asks for what a proof is made of.
 * `signed`: its body carries the account's own signature over exactly this wish. Money moves in no other way.
 * `protective`: it only takes open orders or this very session away, and must not wait.
 * `lookup`: it changes nothing, or only what was read.
 * `recent`: low risk; any proof of the last minutes.
 * `strong`: how an account signs in, where its messages go, purchases; a proof of the last minutes, and not a code that was sent somewhere.
 * `bound`: a proof for this one request.
 */
export type Demand = 'opens' | 'signed' | 'protective' | 'lookup' | 'recent' | 'strong' | 'bound'

const AUTH = '/api/v1/auth'
const intents = Object.values(INTENT_PATHS).map((path) => [`POST /api/v1${path}`, 'signed'] as const)

/** Every write of the interface by method and path as the OpenAPI document has them; a test finds one that is missing. */
export const WRITE_PROOFS: Readonly<Record<string, Demand>> = {
  ...Object.fromEntries(intents),
  [`POST ${AUTH}/nonce`]: 'opens',
  [`POST ${AUTH}/siwe`]: 'opens',
  [`POST ${AUTH}/refresh`]: 'opens',
  [`POST ${AUTH}/otp`]: 'opens',
  [`POST ${AUTH}/otp/verify`]: 'opens',
  [`POST ${AUTH}/passkeys/sign-in-options`]: 'opens',
  [`POST ${AUTH}/passkeys/sign-in`]: 'opens',
  [`POST ${AUTH}/step-up`]: 'opens',
  [`POST ${AUTH}/step-up/passkey-options`]: 'opens',
  [`POST ${AUTH}/step-up/otp`]: 'opens',
  [`POST ${AUTH}/sign-out`]: 'protective',
  [`POST ${AUTH}/sessions/{sessionId}/revoke`]: 'recent',
  [`POST ${AUTH}/sessions/revoke-others`]: 'recent',
  // Without a session they give birth to an account: there is nothing yet that a proof could be of.
  [`POST ${AUTH}/passkeys/registration-options`]: 'strong',
  [`POST ${AUTH}/passkeys`]: 'strong',
  [`POST ${AUTH}/passkeys/{credentialId}/rename`]: 'recent',
  [`POST ${AUTH}/passkeys/{credentialId}/revoke`]: 'strong',
  [`POST ${AUTH}/totp`]: 'strong',
  [`POST ${AUTH}/totp/confirm`]: 'strong',
  [`POST ${AUTH}/totp/recovery-codes`]: 'strong',
  [`POST ${AUTH}/totp/remove`]: 'strong',
  'POST /api/v1/api-keys': 'signed',
  'POST /api/v1/api-keys/{keyId}/revoke': 'recent',
  'POST /api/v1/deposits': 'signed',
  'POST /api/v1/issuers/guarantee-deposits': 'signed',
  'POST /api/v1/mm/deposits': 'signed',
  'POST /api/v1/orders': 'signed',
  'POST /api/v1/orders/cancels': 'protective',
  'POST /api/v1/orders/cancel-all': 'protective',
  'POST /api/v1/mm/batch-orders': 'signed',
  'POST /api/v1/mm/group': 'signed',
  'POST /api/v1/mm/keep-alive': 'protective',
  'POST /api/v1/organisations': 'recent',
  'POST /api/v1/organisations/{organisation}/actions': 'signed',
  'POST /api/v1/organisations/{organisation}/actions/{digest}/approvals': 'signed',
  'POST /api/v1/payments/quotes': 'recent',
  // Of a purchase without an order nothing is signed: it charges a card for what becomes the account's own.
  'POST /api/v1/purchases': 'strong',
  'POST /api/v1/notifications/read': 'lookup',
  'POST /api/v1/notifications/settings': 'recent',
  'POST /api/v1/notifications/push-subscriptions': 'recent',
  'POST /api/v1/notifications/push-subscriptions/{subscriptionId}/remove': 'recent',
  'POST /api/v1/webhooks': 'strong',
  'POST /api/v1/webhooks/{webhookId}/rotate': 'strong',
  'POST /api/v1/webhooks/{webhookId}/enable': 'strong',
  'POST /api/v1/webhooks/{webhookId}/remove': 'strong',
  'POST /api/v1/webhooks/{webhookId}/replay': 'recent',
  'POST /api/v1/compliance/risk-decisions/{seq}/release': 'strong',
  'POST /api/v1/translate/resolve': 'lookup',
  'POST /api/v1/translate/mappings/{userCommitment}/changes': 'signed',
}

/** How an account shows that it is there, and not only a contact of it. */
export const STRONG: readonly ProofKind[] = ['wallet', 'passkey', 'totp']

/** What a request must have been proven by, and whether a proof that others used may do. */
export interface ProofRule {
  kinds: readonly ProofKind[]
  isReusable: boolean
}

/**
 * The rule of an operation; undefined when the request itself is proof enough, or needs none. What the table does not name takes the
 * most. `reusable` names the operations that may share a proof; without it all do whose demand allows it.
 */
export function proofRuleOf(operation: string, reusable: readonly string[] | undefined): ProofRule | undefined {
  const demand = WRITE_PROOFS[operation] ?? 'bound'
  if (demand !== 'recent' && demand !== 'strong' && demand !== 'bound') return undefined
  const isReusable = demand !== 'bound' && (reusable?.includes(operation) ?? true)
  return { kinds: demand === 'recent' ? [...STRONG, 'otp'] : STRONG, isReusable }
}

/** Names of a configured list that may not be in it. */
export function notReusable(reusable: readonly string[]): string[] {
  return reusable.filter((operation) => !['recent', 'strong'].includes(WRITE_PROOFS[operation] ?? 'bound'))
}
