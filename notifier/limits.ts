/** The sources are looked at this often: half a block, so that nobody waits for us longer than for the chain. */
export const COLLECT_MS = 500
/** Blocks of one transaction: at a thousand fills a block it stays within the statement timeout. */
export const BLOCKS_AT_ONCE = 250n
/** Rows of one transaction from the outbox and of intents. */
export const OUTBOX_AT_ONCE = 500
export const INTENTS_AT_ONCE = 500
/** Numbers of the relayer's rows are given before their commit; no transaction of ours lasts as long as this. */
export const INTENT_GRACE_SEC = 300
/** Holders of coupons are told so many days before the end. */
export const EXPIRY_NOTICE_DAYS = [7, 1] as const
/** Blocks below the head that count as safe where the node's tag means nothing: as everywhere in the system. */
export const SAFE_DEPTH = 2n
/** Not ready when the sources were not read for this long: several turns and a slow node. */
export const COLLECT_STALE_MS = 30_000

/** Notifications whose deliveries are made in one transaction, and the pause between two looks. */
export const ROUTED_AT_ONCE = 100
export const ROUTE_MS = 500
/** What happened longer ago is not sent any more, only shown. */
export const NOTICE_MAX_AGE_MS = 24 * 3_600_000
/** Due messages are looked for this often. */
export const SEND_MS = 500
/** Sends at once by channel, and to one subscription or endpoint: one that hangs must leave slots to others. */
export const SEND_SLOTS = { email: 10, sms: 10, push: 20, webhook: 50 } as const
export const MAX_SENDS_PER_TARGET = 5
/** At its end a process waits so long for sends: all of them at once stay within the time that processes have to stop. */
export const DRAIN_MS = 1_500
/** A send is over before this, or its process is dead: longer than the longest timeout below. */
export const SEND_LEASE_SEC = 60
/** Pauses after failed attempts of messages to people: later than in a day nobody wants to hear it. */
export const MESSAGE_RETRIES_MS = [30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000] as const
/** Those of Standard Webhooks: over three days. */
export const WEBHOOK_RETRIES_MS = [
  5_000,
  300_000,
  1_800_000,
  2 * 3_600_000,
  5 * 3_600_000,
  10 * 3_600_000,
  14 * 3_600_000,
  20 * 3_600_000,
  24 * 3_600_000,
] as const
/** Pauses are up to this share longer. */
export const RETRY_JITTER = 0.2
/** Messages of an account in an hour: a busy trader is not flooded. What nobody may switch off has more room. */
export const MAX_PER_HOUR = {
  email: { usual: 20, mandatory: 60 },
  sms: { usual: 5, mandatory: 20 },
  push: { usual: 60, mandatory: 120 },
} as const

/** Connections to the mail server, and how long it may take to answer. */
export const MAIL_CONNECTIONS = 5
export const MAIL_CONNECT_MS = 10_000
export const MAIL_SOCKET_MS = 20_000

/** The SMS gateway's answer is waited for this long. */
export const SMS_TIMEOUT_MS = 15_000
/** Two to five parts of an SMS, by language. */
export const SMS_MAX_LENGTH = 320
/** One-time codes in a round, and the pause after a failed attempt: they are good for minutes. */
export const MESSAGES_AT_ONCE = 20
export const MESSAGE_RETRY_MS = 5_000

/** A push service or an endpoint has this long for all of its answer (Standard Webhooks: 15 to 30 s). */
export const OUTBOUND_TIMEOUT_MS = 15_000
/** A push service keeps a message for a device that is away this long. */
export const PUSH_TTL_SEC = 24 * 3600
/** An endpoint that has not taken anything for this long is switched off. */
export const ENDPOINT_FAILING_MS = 5 * 24 * 3_600_000

/** What people look back for: a year and some. Deliveries, for replays and questions, a month. */
export const KEEP_NOTIFICATIONS_DAYS = 400
export const KEEP_DELIVERIES_DAYS = 30
export const KEEP_BUDGETS_DAYS = 2
/** Old rows are deleted this often. */
export const RETENTION_MS = 3_600_000
/** Rows of an answer about dead letters. */
export const DEAD_LETTERS_AT_ONCE = 200
