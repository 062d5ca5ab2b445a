import { z } from '@hono/zod-openapi'
import { NOTICE_KINDS } from '../../kit/notices/kinds.ts'
import { MAX_WEBHOOK_URL, PAGE_SIZE_MAX } from '../limits.ts'
import { noticeKind } from './notification.ts'

export const webhookInPath = z.object({ webhookId: z.uuid() })

export const webhookRegistration = z
  .strictObject({
    url: z.url().max(MAX_WEBHOOK_URL).openapi({ example: 'https://hooks.example.org/genex' }),
    kinds: z
      .array(noticeKind)
      .max(NOTICE_KINDS.length)
      .default([])
      .openapi({ description: 'Empty: all, also those that are yet to come.' }),
  })
  .openapi('WebhookRegistration')

export const webhookView = z
  .object({
    webhookId: z.uuid(),
    url: z.string(),
    kinds: z.array(noticeKind),
    createdAt: z.iso.datetime(),
    failingSince: z.iso.datetime().optional(),
    disabledAt: z.iso.datetime().optional(),
    disabledReason: z.string().optional(),
    previousSecretUntil: z.iso.datetime().optional().openapi({
      description: 'Until then messages carry a signature of the secret before as well.',
    }),
  })
  .openapi('Webhook')

export const webhookWithSecret = webhookView
  .extend({ secret: z.string().openapi({ description: 'Shown this once: keep it.', example: 'whsec_…' }) })
  .openapi('WebhookWithSecret')

export const deliveryState = z.enum(['waiting', 'sent', 'dropped', 'dead'])

export const webhookDelivery = z
  .object({
    id: z.uuid().openapi({ description: 'The header `webhook-id`.', example: 'a41c6e2b-9d58-4f7a-b3c0-1e8f5d7a2b94' }),
    notificationId: z.uuid(),
    kind: noticeKind,
    sequence: z.int(),
    state: deliveryState,
    attempts: z.int(),
    error: z.string().optional(),
    createdAt: z.iso.datetime(),
    nextAttemptAt: z.iso.datetime().optional(),
    endedAt: z.iso.datetime().optional(),
  })
  .openapi('WebhookDelivery')

export const replayWish = z
  .strictObject({
    ids: z.array(z.uuid()).max(PAGE_SIZE_MAX).default([]),
    since: z.iso.datetime().optional().openapi({ example: '2026-11-26T00:00:00Z' }),
  })
  .openapi('WebhookReplay')
