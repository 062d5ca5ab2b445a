import type { DocRow } from './error-doc.ts'

/** Notifications: reading them, and how they are sent. */
export const NOTIFICATION_CODES = {
  NOTIFICATION_REQUIRED: [
    'This notice cannot be switched off',
    'Sign-ins, keys and what compliance does with an account are told by every channel: who takes an account over would begin by silencing them. Nothing of the request was stored.',
    'Leave the kinds that are `isFixed` out.',
  ],
  STREAM_LIMIT: [
    'Too many streams are open',
    'This process holds as many streams of notifications as it may.',
    'Connect again after `retry-after`, with `Last-Event-ID`.',
  ],
} as const satisfies Record<string, DocRow>
