import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import type { ApiConfig } from '../../../api/config.ts'
import { messageChannel } from '../../../api/domain/sign-up/message-channel.ts'
import { mailOf } from '../../../kit/notices/mail.ts'
import { Secret } from '../../../kit/secret.ts'
import { until } from '../../../local/until.ts'
import { MAX_PER_HOUR } from '../../../notifier/limits.ts'
import { createMailer, smtpOptions } from '../../../notifier/send/mailer.ts'
import type { Child } from '../relayer/support/child.ts'
import { headerOf, MailServer, partsOf } from './support/mail-server.ts'
import { useNotifierWorld } from './support/notifier-world.ts'
import { SmsDouble } from './support/sms-double.ts'
import { deliveriesOf, giveContact, makeDue, newAccount, ring, routed, tell, tellDeposit } from './support/tell.ts'

const SMS_ACCOUNT = `AC${'1'.repeat(32)}`
const SMS_TOKEN = 'a-token-of-the-gateway'
let mail: MailServer
let sms: SmsDouble
let environment: Record<string, string>
let notifier: Child

const world = useNotifierWorld(async (opened, onClose) => {
  mail = await new MailServer().listen()
  onClose(() => mail.close())
  sms = await new SmsDouble({ account: SMS_ACCOUNT, token: SMS_TOKEN }).listen()
  onClose(() => sms.close())
  environment = {
    SMTP_URL: mail.url,
    MAIL_FROM: 'Genex <notices@genex.test>',
    SMS_ACCOUNT,
    SMS_TOKEN,
    SMS_FROM: '+15005550006',
    SMS_URL: sms.url,
    SEND_LEASE_SEC: '3',
  }
  notifier = await opened.notifier(environment)
  await notifier.start()
})

const newMailbox = () => `${randomUUID()}@example.org`
const newNumber = () => `+4915${randomInt(100_000_000, 999_999_999)}`

async function personWith(...contacts: string[]): Promise<string> {
  const account = newAccount()
  for (const contact of contacts) await giveContact(world().pool, account, contact)
  return account
}

const stateOf = async (id: string, channel: string) =>
  (await deliveriesOf(world().pool, id)).find((delivery) => delivery.channel === channel)
const ended = (id: string, channel: string, state: string) =>
  until(`${channel} ${state}`, async () => (await stateOf(id, channel))?.state === state, { timeoutMs: 60_000 })
const setting = (account: string, language: string) =>
  world().pool.query('insert into notify.settings (account, language) values ($1, $2)', [account, language])

describe('an e-mail', () => {
  it('goes to the contact of the address map in the reader’s language, as text and as HTML', async () => {
    const mailbox = newMailbox()
    const account = await personWith(mailbox)
    await setting(account, 'zh')
    const id = await tellDeposit(world().pool, account)
    await ended(id, 'email', 'sent')
    const [received, ...others] = mail.mailsTo(mailbox)
    assert.ok(received)
    assert.deepEqual(others, [])
    assert.equal(headerOf(received, 'subject'), '充值到账')
    assert.equal(headerOf(received, 'auto-submitted'), 'auto-generated')
    assert.equal(headerOf(received, 'message-id'), `<${(await stateOf(id, 'email'))?.id}@genex.test>`)
    const { text, html } = partsOf(received)
    assert.match(text, /US\$5\.00 已计入您的余额。/)
    assert.match(html, /<html lang="zh">[\s\S]*<p>US\$5\.00 已计入您的余额。<\/p>/)
  })

  it('holds no markup that a parameter brought', () => {
    const { html } = mailOf({ title: 'x', text: `“<img src=x onerror='a'>”&"` }, 'en')
    assert.match(html, /“&#60;img src=x onerror=&#39;a&#39;&#62;”&#38;&#34;/)
  })

  it('is tried again when the mail server says so, with the same id', async () => {
    const mailbox = newMailbox()
    const account = await personWith(mailbox)
    mail.refusal = { code: 451, message: 'later' }
    const id = await tellDeposit(world().pool, account)
    await until('a failed attempt', async () => (await stateOf(id, 'email'))?.error === 'SMTP_451')
    const before = await stateOf(id, 'email')
    assert.ok(before && before.next_in_sec > 20, JSON.stringify(before))
    mail.refusal = undefined
    await makeDue(world().pool)
    await ended(id, 'email', 'sent')
    assert.equal((await stateOf(id, 'email'))?.id, before.id)
    assert.equal(mail.mailsTo(mailbox).length, 1)
  })

  it('that bounces ends the channel, and the list says so', async () => {
    const account = await personWith(newMailbox())
    mail.refusal = { code: 550, message: 'no such mailbox' }
    const id = await tellDeposit(world().pool, account)
    await ended(id, 'email', 'dead')
    mail.refusal = undefined
    const told = async () =>
      (await world().pool.query('select kind, parameters from notify.notification where account = $1', [account])).rows
    await until('the notice', async () => (await told()).some(({ kind }) => kind === 'channel.disabled'))
    const second = await tellDeposit(world().pool, account)
    await routed(world().pool, second)
    assert.deepEqual(await deliveriesOf(world().pool, second), [])
  })

  it('leaves neither contacts nor texts in the log or in the tables', async () => {
    const mailbox = newMailbox()
    const account = await personWith(mailbox)
    mail.refusal = { code: 554, message: `we do not like ${mailbox}` }
    const id = await tellDeposit(world().pool, account)
    await ended(id, 'email', 'dead')
    mail.refusal = undefined
    assert.equal(
      notifier.lines.some((line) => line.includes(mailbox)),
      false,
    )
    const { rows } = await world().pool.query('select to_jsonb(d)::text as text from notify.delivery d')
    assert.equal(
      rows.some(({ text }) => text.includes(mailbox)),
      false,
    )
    assert.equal((await stateOf(id, 'email'))?.error, 'SMTP_554')
  })

  it('is not sent beyond the budget of an hour, except what nobody may switch off', async () => {
    const account = await personWith(newMailbox())
    await world().pool.query(
      `insert into notify.budget values ($1, 'email', date_trunc('hour', now()), $2),
         ($1, 'email', date_trunc('hour', now()) + interval '1 hour', $2)`,
      [account, MAX_PER_HOUR.email.usual],
    )
    const usual = await tellDeposit(world().pool, account)
    await ended(usual, 'email', 'dropped')
    assert.equal((await stateOf(usual, 'email'))?.error, 'BUDGET_USED')
    const warning = await tell(world().pool, account, 'account.frozen', {})
    await ended(warning, 'email', 'sent')
  })

  it('waits for the end of quiet hours', async () => {
    const account = await personWith(newMailbox())
    const minute = new Date().getUTCHours() * 60 + new Date().getUTCMinutes()
    const at = (offset: number) => (minute + offset + 1_440) % 1_440
    await world().pool.query('insert into notify.settings (account, quiet_from, quiet_until) values ($1, $2, $3)', [
      account,
      at(-60),
      at(120),
    ])
    const usual = await tellDeposit(world().pool, account)
    const warning = await tell(world().pool, account, 'account.frozen', {})
    await ended(warning, 'email', 'sent')
    await until('the other', async () => (await stateOf(usual, 'email')) !== undefined)
    const waiting = await stateOf(usual, 'email')
    assert.ok(waiting && waiting.next_in_sec > 3_600 && waiting.attempts === 0, JSON.stringify(waiting))
  })

  it('is encrypted before anything is said, unless the mail server is on this machine', async () => {
    const required = (url: string) => smtpOptions(new URL(url)).requireTLS
    assert.deepEqual(
      ['smtp://mail.example.org', 'smtp://u:p@10.0.0.1:25', 'smtps://mail.example.org', 'smtp://127.0.0.1:25'].map(
        required,
      ),
      [true, true, false, false],
    )
    assert.equal(smtpOptions(new URL('smtps://mail.example.org')).secure, true)
    // A server without STARTTLS under a name that is not of this machine.
    const outside = new URL(mail.url)
    const options = { ...smtpOptions(outside), requireTLS: true }
    const { createTransport } = await import('nodemailer')
    const transport = createTransport(options)
    await assert.rejects(transport.sendMail({ from: 'a@b.test', to: newMailbox(), text: 'x' }), { code: 'ETLS' })
    transport.close()
  })

  it('is a retry while the mail server is away', async () => {
    const away = createMailer({ url: new Secret('smtp://127.0.0.1:1'), from: 'a@b.test' })
    const content = { subject: 'x', text: 'x', html: 'x' }
    const outcome = await away.send({ to: newMailbox(), mail: content, messageId: 'x' })
    assert.equal(outcome.kind, 'retry')
    away.close()
  })
})

describe('an SMS', () => {
  it('tells what nobody may switch off', async () => {
    const number = newNumber()
    const account = await personWith(number)
    const warning = await tell(world().pool, account, 'account.frozen', {})
    const usual = await tellDeposit(world().pool, account)
    await ended(warning, 'sms', 'sent')
    const text =
      'Genex: Account frozen. Your account was frozen by compliance. You can see the case number in your account.'
    assert.deepEqual(sms.messagesTo(number), [text])
    assert.deepEqual(await deliveriesOf(world().pool, usual), [])
  })

  it('is tried again when the gateway is busy, and given up when the number refuses', async () => {
    const number = newNumber()
    const account = await personWith(number)
    const sent = sms.answer
    sms.answer = { status: 429, body: { code: 20429, status: 429 } }
    const first = await tell(world().pool, account, 'account.frozen', {})
    await until('a failed attempt', async () => (await stateOf(first, 'sms'))?.error === 'SMS_20429')
    sms.answer = { status: 400, body: { code: 21610, status: 400, message: `${number} said STOP` } }
    await makeDue(world().pool)
    await ended(first, 'sms', 'dead')
    sms.answer = sent
    const { rows } = await world().pool.query('select channel from notify.disabled_channel where account = $1', [
      account,
    ])
    assert.deepEqual(rows, [{ channel: 'sms' }])
  })
})

describe('a one-time code', () => {
  const send = (kind: 'sms' | 'email', to: string, text: string) => {
    const config = { MESSAGES: 'notifier', FIELD_KEYS: ring } as ApiConfig
    return messageChannel({ config, now: () => new Date(), pool: world().pool })({ kind, to, text })
  }
  const waiting = async () => (await world().pool.query('select sealed from notify.message')).rows

  it('goes out by the same servers and is gone then', async () => {
    const [number, mailbox] = [newNumber(), newMailbox()]
    await send('sms', number, '123456 is your Genex code.')
    await send('email', mailbox, '654321 is your Genex code.')
    await until('both', () => sms.messagesTo(number).length + mail.mailsTo(mailbox).length === 2)
    assert.deepEqual(sms.messagesTo(number), ['123456 is your Genex code.'])
    const [received] = mail.mailsTo(mailbox)
    assert.ok(received)
    assert.equal(headerOf(received, 'subject'), 'Genex')
    assert.match(partsOf(received).text, /^654321 is your Genex code\./)
    await until('deleted', async () => (await waiting()).length === 0)
  })

  it('lies sealed until it can be sent', async () => {
    const mailbox = newMailbox()
    mail.refusal = { code: 421, message: 'busy' }
    await send('email', mailbox, '777777 is your Genex code.')
    await until('a failed attempt', async () => {
      const { rows } = await world().pool.query('select attempts from notify.message')
      return rows[0]?.attempts > 0
    })
    const text = JSON.stringify(await waiting())
    assert.equal(text.includes('777777') || text.includes(mailbox), false)
    mail.refusal = undefined
    await makeDue(world().pool)
    await until('sent', () => mail.mailsTo(mailbox).length === 1)
  })
})

describe('two notifiers', () => {
  it('never send a message twice', async () => {
    const second = await world().notifier(environment)
    await second.start()
    const mailboxes = Array.from({ length: 40 }, newMailbox)
    const ids: string[] = []
    for (const mailbox of mailboxes) ids.push(await tellDeposit(world().pool, await personWith(mailbox)))
    for (const id of ids) await ended(id, 'email', 'sent')
    for (const mailbox of mailboxes) assert.equal(mail.mailsTo(mailbox).length, 1)
    await second.kill()
  })

  it('send after a kill what was left, a second time only under the same id', async () => {
    const kills = process.env.LONG ? 30 : 3
    for (let i = 0; i < kills; i++) {
      const mailboxes = Array.from({ length: 10 }, newMailbox)
      const ids: string[] = []
      for (const mailbox of mailboxes) ids.push(await tellDeposit(world().pool, await personWith(mailbox)))
      await until('the first mail', () => mailboxes.some((mailbox) => mail.mailsTo(mailbox).length > 0), { pollMs: 5 })
      await notifier.kill()
      await notifier.start()
      for (const id of ids) await ended(id, 'email', 'sent')
      for (const [n, mailbox] of mailboxes.entries()) {
        const messageIds = mail.mailsTo(mailbox).map((received) => headerOf(received, 'message-id'))
        const expected = `<${(await stateOf(ids[n] ?? '', 'email'))?.id}@genex.test>`
        assert.ok(messageIds.length >= 1 && messageIds.every((each) => each === expected), messageIds.join(' '))
      }
    }
  })
})
