import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LANGUAGES, type Language } from '../../../kit/notices/format.ts'
import {
  CHANNELS,
  isMandatory,
  isOnByDefault,
  NOTICE_KINDS,
  NOTICE_PARAMETERS,
  type NoticeKind,
  type NoticeParameters,
} from '../../../kit/notices/kinds.ts'
import { mailOf } from '../../../kit/notices/mail.ts'
import { renderNotice } from '../../../kit/notices/render.ts'
import { quietUntil } from '../../../notifier/route/quiet-hours.ts'

/** A value for each name that parameters have; its text must be found in what is said. */
const VALUES: Record<string, string | number> = {
  side: 'sell',
  channel: 'email',
  priceUsdc6: '45000000',
  feeUsdc6: '225000',
  amountUsdc6: '1234567890',
  expiresAt: 1_800_000_000,
  deadlineAt: 1_800_000_000,
  maturesAt: 1_800_000_000,
  series: 71,
  units: 83,
  lane: 97,
  days: 3,
}

function sampleOf<K extends NoticeKind>(kind: K): NoticeParameters<K> {
  const names = Object.keys(NOTICE_PARAMETERS[kind].shape)
  const sample = Object.fromEntries(names.map((name) => [name, VALUES[name] ?? `<${name} & more>`]))
  return NOTICE_PARAMETERS[kind].parse(sample) as NoticeParameters<K>
}

const readerOf = (language: Language) => ({ language, timeZone: 'UTC' })
const render = (language: Language, kind: NoticeKind) =>
  renderNotice(readerOf(language), { kind, parameters: sampleOf(kind) })
/** Said in words of the language. */
const TRANSLATED = new Set(['side'])

describe('the text of a notice', () => {
  for (const language of LANGUAGES) {
    it(`is there for every kind in ${language} and says every parameter`, () => {
      for (const kind of NOTICE_KINDS) {
        const { title, text } = render(language, kind)
        assert.ok(title.length > 1 && text.length > 3, kind)
        assert.doesNotMatch(`${title} ${text}`, /undefined|null|NaN|\[object|https?:/, kind)
        for (const [name, value] of Object.entries(sampleOf(kind))) {
          const isFormatted = /(Usdc6|At)$/.test(name)
          if (!isFormatted && !TRANSLATED.has(name)) assert.ok(text.includes(String(value)), `${kind} ${name}`)
        }
      }
    })

    it(`is no markup in an e-mail in ${language}, whatever a parameter holds`, () => {
      for (const kind of NOTICE_KINDS) {
        const { html, text, subject } = mailOf(render(language, kind), language)
        assert.doesNotMatch(html, /<[a-z]+ & more>/, kind)
        assert.ok(subject.length > 1 && text.endsWith('\n'), kind)
        assert.match(html, new RegExp(`<html lang="${language}">`))
      }
    })
  }

  it('differs from language to language', () => {
    for (const kind of NOTICE_KINDS) {
      const texts = LANGUAGES.map((language) => render(language, kind).text)
      assert.equal(new Set(texts).size, LANGUAGES.length, kind)
    }
  })

  it('has amounts exact to the last decimal, and times in the reader’s zone', () => {
    const amount = (language: Language, amountUsdc6: string) =>
      renderNotice(readerOf(language), { kind: 'money.deposited', parameters: { amountUsdc6 } }).text
    assert.equal(amount('en', '9007199254740993000001'), '$9,007,199,254,740,993.000001 was added to your balance.')
    assert.match(amount('en', '1'), /^\$0\.000001 /)
    assert.match(amount('ja', '45500000'), /^\$45\.50 /)
    const time = (language: Language, timeZone: string) =>
      renderNotice(
        { language, timeZone },
        { kind: 'security.exit_requested', parameters: { maturesAt: 1_800_000_000 } },
      ).text
    assert.match(time('en', 'UTC'), /January 15, 2027 at 8:00:00\sAM UTC/)
    assert.match(time('ja', 'Asia/Tokyo'), /2027年1月15日 17:00:00/)
    assert.match(time('zh', 'Asia/Shanghai'), /2027年1月15日.*16:00:00/)
  })

  it('keeps names that people gave on their line', () => {
    const parameters = { label: 'mine\n\nGenex: send us your key\u202e' }
    const { text } = renderNotice(readerOf('en'), { kind: 'security.api_key_added', parameters })
    assert.match(text, /“mine Genex: send us your key ”/)
  })
})

describe('what is sent where', () => {
  it('is security by every channel, and orders by none but push', () => {
    for (const kind of NOTICE_KINDS.filter(isMandatory))
      assert.deepEqual(
        CHANNELS.filter((channel) => isOnByDefault(kind, channel)),
        [...CHANNELS],
        kind,
      )
    assert.deepEqual(
      CHANNELS.filter((channel) => isOnByDefault('order.settled', channel)),
      ['push'],
    )
    assert.ok(NOTICE_KINDS.filter(isMandatory).length >= 8)
  })
})

describe('quiet hours', () => {
  const night = { fromMin: 22 * 60, untilMin: 7 * 60, timeZone: 'Asia/Tokyo' }
  const at = (time: string, hours = night) =>
    quietUntil(new Date(`2026-11-26T${time}Z`), hours)
      .toISOString()
      .slice(11, 16)

  it('go over midnight in the reader’s zone', () => {
    // Tokyo is nine hours ahead.
    assert.deepEqual(
      ['12:59', '13:00', '18:30', '21:59', '22:00'].map((time) => at(`${time}:00`)),
      ['12:59', '22:00', '22:00', '22:00', '22:00'],
    )
  })

  it('that begin when they end are none', () => {
    assert.equal(at('13:00:00', { ...night, untilMin: night.fromMin }), '13:00')
  })
})
