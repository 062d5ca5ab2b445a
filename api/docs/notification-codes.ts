import type { DocRow } from './error-doc.ts'

/** Notifications: reading them, and how they are sent. */
export const NOTIFICATION_CODES = {
  NOTIFICATION_REQUIRED: [
    'This notice cannot be switched off',
    'Sign-ins, keys and what compliance does with an account are told by every channel: who takes an account over would begin by silencing them. Nothing of the request was stored.',
    'Leave the kinds that are `isFixed` out.',
  ],
  WEBHOOK_UNKNOWN: [
    'No webhook of yours',
    'There is no such endpoint, or it is another account’s: both are answered alike.',
    'See GET /api/v1/webhooks.',
  ],
  WEBHOOK_LIMIT: [
    'As many webhooks as an account may have',
    '`detail` names the limit. Nothing was registered.',
    'Remove one first; an endpoint may take all kinds.',
  ],
  OUTBOUND_REFUSED: [
    'The address cannot be posted to',
    'Messages go to https on port 443 or 8443, to hosts all of whose addresses are public, without a login in the URL. At registration the form is judged; the addresses are looked up each time a message is sent.',
    'Give the address of a server on the internet.',
  ],
  PUSH_UNAVAILABLE: [
    'Nothing is pushed from here',
    'This deployment has no keys for Web Push.',
    'Use the stream, e-mail or a webhook.',
  ],
  PUSH_LIMIT: [
    'As many push subscriptions as an account may have',
    '`detail` names the limit. Nothing was stored.',
    'Remove one first.',
  ],
  PUSH_SUBSCRIPTION_UNKNOWN: [
    'No push subscription of yours',
    'It ended, never was, or is another account’s: all are answered alike.',
    'Subscribe again.',
  ],
  DEAD_LETTER_UNKNOWN: [
    'No such dead letter',
    'The operator asked for a message that was sent, waits, or never was. Users never see this.',
    'List them again.',
  ],
  STREAM_LIMIT: [
    'Too many streams are open',
    'This process holds as many streams of notifications as it may.',
    'Connect again after `retry-after`, with `Last-Event-ID`.',
  ],
} as const satisfies Record<string, DocRow>
