import type { NoticeKind, NoticeParameters } from './kinds.ts'

export const LANGUAGES = ['en', 'zh', 'ja'] as const
export type Language = (typeof LANGUAGES)[number]

/** Numbers as text of the reader's language, under their names without the unit; words stay what they are. */
export type Formatted<P> = {
  [N in keyof P as N extends `${infer Name}Usdc6` ? Name : N]: P[N] extends number
    ? string
    : N extends `${string}Usdc6`
      ? string
      : P[N]
}
export type FormattedParameters<K extends NoticeKind> = Formatted<NoticeParameters<K>>

const LOCALES = { en: 'en-US', zh: 'zh-CN', ja: 'ja-JP' } as const satisfies Record<Language, string>

export interface Reader {
  language: Language
  /** IANA name. */
  timeZone: string
}

/** Formats each parameter by the ending of its name: money, time or plain number. */
export function formatParameters<K extends NoticeKind>(
  reader: Reader,
  parameters: NoticeParameters<K>,
): FormattedParameters<K> {
  const entries = Object.entries(parameters).map(([name, value]) => {
    if (name.endsWith('Usdc6')) return [name.slice(0, -'Usdc6'.length), formatMoney(reader, BigInt(String(value)))]
    if (name.endsWith('At')) return [name, formatTime(reader, Number(value))]
    return [name, typeof value === 'number' ? String(value) : withoutControls(String(value))]
  })
  return Object.fromEntries(entries) as FormattedParameters<K>
}

/** Names that people gave to things stay in their line: they must not look like text of ours. */
function withoutControls(word: string): string {
  return word.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}

/** Dollars with at least two decimals and as many more as there are. */
function formatMoney({ language }: Reader, amountUsdc6: bigint): string {
  const sign = amountUsdc6 < 0n ? '-' : ''
  const digits = String(amountUsdc6 < 0n ? -amountUsdc6 : amountUsdc6).padStart(7, '0')
  const decimal = `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}` as Intl.StringNumericLiteral
  const options = { style: 'currency', currency: 'USD', maximumFractionDigits: 6 } as const
  // A decimal string is formatted exactly; a number would round large amounts.
  return new Intl.NumberFormat(LOCALES[language], options).format(decimal)
}

function formatTime({ language, timeZone }: Reader, atSec: number): string {
  const options = { dateStyle: 'long', timeStyle: 'long', timeZone } as const
  return new Intl.DateTimeFormat(LOCALES[language], options).format(new Date(atSec * 1000))
}
