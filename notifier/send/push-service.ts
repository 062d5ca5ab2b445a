import webPush from 'web-push'
import { z } from 'zod'
import { BaseError } from '../../kit/errors.ts'
import { guardedPost, type OutboundPolicy } from '../../kit/outbound/guarded-post.ts'
import type { Secret } from '../../kit/secret.ts'
import { OUTBOUND_TIMEOUT_MS, PUSH_TTL_SEC } from '../limits.ts'
import { codeOf, type Outcome } from './outcome.ts'

/** What a browser hands out (Push API): where to post, and the keys that only it can read with. */
export const pushSubscriptionSchema = z.object({
  endpoint: z.string(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
})
export type PushSubscription = z.output<typeof pushSubscriptionSchema>

export interface VapidConfig {
  subject: string
  publicKey: string
  privateKey: Secret
}

/** Web Push: encrypted for the browser (RFC 8291), signed by us (VAPID, RFC 8292). */
export async function sendPush(
  { vapid, policy }: { vapid: VapidConfig; policy: OutboundPolicy },
  { subscription, payload, isUrgent }: { subscription: PushSubscription; payload: string; isUrgent: boolean },
): Promise<Outcome> {
  const { subject, publicKey, privateKey } = vapid
  try {
    const { endpoint, headers, body } = webPush.generateRequestDetails(subscription, payload, {
      vapidDetails: { subject, publicKey, privateKey: privateKey.reveal() },
      TTL: PUSH_TTL_SEC,
      contentEncoding: 'aes128gcm',
      urgency: isUrgent ? 'high' : 'normal',
    })
    const sent = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]))
    const post = { url: endpoint, headers: sent, body: body ?? '', timeoutMs: OUTBOUND_TIMEOUT_MS }
    return outcomeOf(await guardedPost(policy, post))
  } catch (error) {
    if (error instanceof BaseError) return { kind: 'dead', error: error.code }
    return { kind: 'retry', error: codeOf(error) }
  }
}

function outcomeOf({ status, retryAfterSec }: { status: number; retryAfterSec: number | undefined }): Outcome {
  const error = `PUSH_${status}`
  if (status >= 200 && status < 300) return { kind: 'sent' }
  // The subscription ended (RFC 8030, 7.3).
  if (status === 404 || status === 410) return { kind: 'gone', error }
  if (status === 429 || status >= 500)
    return { kind: 'retry', error, afterMs: retryAfterSec === undefined ? undefined : retryAfterSec * 1000 }
  return { kind: 'dead', error }
}
