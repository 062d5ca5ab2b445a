import { z } from '@hono/zod-openapi'
import { LANGUAGES } from '../../kit/notices/format.ts'
import { CHANNELS, NOTICE_KINDS } from '../../kit/notices/kinds.ts'
import { PAGE_SIZE_MAX } from '../limits.ts'

export const noticeKind = z.enum(NOTICE_KINDS).openapi({ example: 'money.deposited' })
const channel = z.enum(CHANNELS)

export const notificationView = z
  .object({
    id: z.uuid().openapi({ example: '5b6f8a1e-7c3d-4e2a-9b10-6d4c2f8e1a37' }),
    number: z.int().openapi({ description: 'Grows with each; the id of its event in the stream.' }),
    kind: noticeKind,
    title: z.string(),
    text: z.string().openapi({ description: 'In the language of the settings.' }),
    parameters: z.record(z.string(), z.union([z.string(), z.number()])),
    occurredAt: z.iso.datetime(),
    readAt: z.iso.datetime().optional(),
  })
  .openapi('Notification')

export const readMarks = z
  .strictObject({
    ids: z.array(z.uuid()).max(PAGE_SIZE_MAX).default([]),
    upTo: z.int().min(0).default(0).openapi({ description: 'All whose `number` is not above it.', example: 17 }),
  })
  .openapi('ReadMarks')

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "22:00"')
  .openapi({ example: '22:00' })

const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as "Asia/Tokyo"')
  .openapi({ example: 'UTC' })

const preference = z.strictObject({ kind: noticeKind, channel, isOn: z.boolean() })

export const notificationSettings = z
  .strictObject({
    language: z.enum(LANGUAGES),
    timeZone,
    quietHours: z.strictObject({ from: clock, until: clock }).optional().openapi({
      description: 'Between these times of the time zone only what cannot be switched off is sent.',
    }),
    preferences: z
      .array(preference)
      .max(NOTICE_KINDS.length * CHANNELS.length)
      .default([])
      .openapi({ description: 'What is to change; the rest stays.' }),
    enable: z.array(channel).max(CHANNELS.length).default([]).openapi({
      description: 'Channels that were switched off because the contact refused, to be tried again.',
    }),
  })
  .openapi('NotificationSettingsChange')

export const notificationSettingsView = z
  .object({
    language: z.enum(LANGUAGES),
    timeZone: z.string(),
    quietHours: z.object({ from: z.string(), until: z.string() }).optional(),
    preferences: z.array(z.object({ kind: noticeKind, channel, isOn: z.boolean(), isFixed: z.boolean() })),
    disabledChannels: z.array(channel),
  })
  .openapi('NotificationSettings')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
