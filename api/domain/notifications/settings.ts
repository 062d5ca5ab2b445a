import type pg from 'pg'
import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { LANGUAGES, type Language, type Reader } from '../../../kit/notices/format.ts'
import {
  CHANNELS,
  type Channel,
  isMandatory,
  isOnByDefault,
  NOTICE_KINDS,
  type NoticeKind,
} from '../../../kit/notices/kinds.ts'
import { inTransaction } from '../../../kit/transaction.ts'

interface QuietHours {
  /** Minutes of the day, as `HH:MM` told. */
  from: string
  until: string
}

export interface Settings extends Reader {
  quietHours?: QuietHours | undefined
}

export interface Preference {
  kind: NoticeKind
  channel: Channel
  isOn: boolean
}

/** How an account wants to be told; without a wish in English and in UTC. */
export async function readSettings(pool: pg.Pool, account: Address): Promise<Settings> {
  const text = 'select language, time_zone, quiet_from, quiet_until from notify.settings where account = $1'
  const [row] = (await pool.query(text, [account.toLowerCase()])).rows
  if (!row) return { language: 'en', timeZone: 'UTC' }
  const language: Language = LANGUAGES.find((each) => each === row.language) ?? 'en'
  const quietHours =
    row.quiet_from === null ? undefined : { from: clockOf(row.quiet_from), until: clockOf(row.quiet_until) }
  return { language, timeZone: String(row.time_zone), ...(quietHours ? { quietHours } : {}) }
}

/** Every kind and channel with what holds for the account. */
export async function readPreferences(pool: pg.Pool, account: Address): Promise<(Preference & { isFixed: boolean })[]> {
  const text = 'select kind, channel, is_on from notify.preference where account = $1'
  const { rows } = await pool.query(text, [account.toLowerCase()])
  const chosen = new Map<string, boolean>(rows.map(({ kind, channel, is_on }) => [`${kind} ${channel}`, is_on]))
  return NOTICE_KINDS.flatMap((kind) =>
    CHANNELS.map((channel) => {
      const isFixed = isMandatory(kind)
      const isOn = isFixed || (chosen.get(`${kind} ${channel}`) ?? isOnByDefault(kind, channel))
      return { kind, channel, isOn, isFixed }
    }),
  )
}

/** Channels that were switched off because the contact refused for good. */
export async function readDisabledChannels(pool: pg.Pool, account: Address): Promise<Channel[]> {
  const { rows } = await pool.query('select channel from notify.disabled_channel where account = $1', [
    account.toLowerCase(),
  ])
  return rows.map(({ channel }) => channel)
}

export interface SettingsChange {
  settings: Settings
  preferences: readonly Preference[]
  /** Channels to be tried again. */
  enable: readonly Channel[]
}

/** @throws NOTIFICATION_REQUIRED (422): security notices cannot be switched off. */
export async function changeSettings(pool: pg.Pool, account: Address, change: SettingsChange): Promise<void> {
  const refused = change.preferences.find(({ kind, isOn }) => isMandatory(kind) && !isOn)
  if (refused)
    throw new BaseError('This notice cannot be switched off.', {
      code: 'NOTIFICATION_REQUIRED',
      details: `${refused.kind} tells of what only you may do with your account.`,
      status: 422,
    })
  const owner = account.toLowerCase()
  const { language, timeZone, quietHours } = change.settings
  const quiet = quietHours ? [minutesOf(quietHours.from), minutesOf(quietHours.until)] : [null, null]
  await inTransaction(pool, async (client) => {
    await client.query(
      `insert into notify.settings (account, language, time_zone, quiet_from, quiet_until) values ($1, $2, $3, $4, $5)
       on conflict (account) do update set language = excluded.language, time_zone = excluded.time_zone,
         quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until`,
      [owner, language, timeZone, ...quiet],
    )
    for (const { kind, channel, isOn } of change.preferences)
      await client.query(
        `insert into notify.preference (account, kind, channel, is_on) values ($1, $2, $3, $4)
         on conflict (account, kind, channel) do update set is_on = excluded.is_on`,
        [owner, kind, channel, isOn],
      )
    await client.query('delete from notify.disabled_channel where account = $1 and channel = any($2)', [
      owner,
      change.enable,
    ])
  })
}

function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}
