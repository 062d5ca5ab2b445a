import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import type { LocalAccount } from 'viem'
import { createApp } from '../../../api/app.ts'
import { NotificationStreams } from '../../../api/domain/notifications/notification-streams.ts'
import { MAX_NOTIFICATION_STREAMS_PER_ACCOUNT } from '../../../api/limits.ts'
import { assertProblem, bearer, call, newAccount, post, signIn, type Tokens } from './support/calls.ts'
import { EventReader } from './support/events.ts'
import { useApiWorld } from './support/world.ts'

const world = useApiWorld()
const LIST = '/api/v1/notifications'
const SETTINGS = `${LIST}/settings`

interface Person {
  account: LocalAccount
  tokens: Tokens
}

async function newPerson(): Promise<Person> {
  const account = newAccount()
  return { account, tokens: await signIn(world().freshApp(100), account) }
}

/** As the notifier tells: deposits of so many dollars, one after another. */
async function tell({ account }: Person, dollars: readonly number[]): Promise<void> {
  for (const each of dollars)
    await world().dependencies.pool.query(
      `with told as (insert into notify.notification (id, account, kind, source_key, parameters, occurred_at)
         values ($1::uuid, $2, 'money.deposited', $1::text, $3, now()) returning account)
       select pg_notify('notify', account) from told`,
      [randomUUID(), account.address.toLowerCase(), { amountUsdc6: String(each * 1_000_000) }],
    )
}

/** Another API process: the same database, its own connection that is woken. */
function otherProcess() {
  const { dependencies } = world()
  const config = { ...dependencies.config, RATE_LIMIT_FACTOR: 100 }
  return createApp({ ...dependencies, config, notifications: new NotificationStreams(dependencies) })
}

const read = (person: Person, path = LIST) => call(world().app, path, { headers: bearer(person.tokens) })
const write = (person: Person, path: string, body: unknown) => post(world().app, path, body, bearer(person.tokens))
const textsOf = (items: unknown) => (items as { text: string }[]).map(({ text }) => text)
const outboxOf = async ({ account }: Person) => {
  const text = 'select kind, parameters from notify.outbox where account = $1 order by seq'
  return (await world().dependencies.pool.query(text, [account.address.toLowerCase()])).rows
}

describe('notifications', () => {
  it('are the account’s own, the newest first, page by page', async () => {
    const [person, other] = [await newPerson(), await newPerson()]
    await tell(person, [1, 2, 3])
    await tell(other, [9])
    const first = await read(person, `${LIST}?limit=2`)
    assert.deepEqual(textsOf(first.body.items), [
      '$3.00 was added to your balance.',
      '$2.00 was added to your balance.',
    ])
    await tell(person, [4])
    const second = await read(person, `${LIST}?limit=2&cursor=${first.body.nextCursor}`)
    assert.deepEqual(textsOf(second.body.items), ['$1.00 was added to your balance.'])
    assert.deepEqual([second.body.unread, second.body.nextCursor], [4, undefined])
  })

  it('are marked as read, one by one and up to a number, and only by their reader', async () => {
    const [person, other] = [await newPerson(), await newPerson()]
    await tell(person, [1, 2, 3])
    const items = (await read(person)).body.items as { id: string; number: number }[]
    const [third, second] = items
    assert.deepEqual((await write(other, `${LIST}/read`, { ids: [third?.id] })).body, { unread: 0 })
    assert.deepEqual((await write(person, `${LIST}/read`, { ids: [third?.id] })).body, { unread: 2 })
    assert.deepEqual((await write(person, `${LIST}/read`, { upTo: second?.number })).body, { unread: 0 })
    assert.deepEqual((await read(person, `${LIST}?unread=true`)).body.items, [])
  })

  it('speak the language of their reader', async () => {
    const person = await newPerson()
    await tell(person, [1234])
    await write(person, SETTINGS, { language: 'ja', timeZone: 'Asia/Tokyo' })
    assert.deepEqual(textsOf((await read(person)).body.items), ['$1,234.00 が残高に追加されました。'])
    await write(person, SETTINGS, { language: 'zh', timeZone: 'Asia/Shanghai' })
    assert.deepEqual(textsOf((await read(person)).body.items), ['US$1,234.00 已计入您的余额。'])
  })

  it('are nobody’s without a session', async () => {
    assertProblem(await call(world().app, LIST), 401, 'AUTH_REQUIRED')
    assertProblem(await call(world().app, `${LIST}/stream`), 401, 'AUTH_REQUIRED')
  })
})

describe('the settings of notifications', () => {
  it('hold what was changed and leave the rest', async () => {
    const person = await newPerson()
    const quietHours = { from: '22:30', until: '07:00' }
    const change = [{ kind: 'money.deposited', channel: 'email', isOn: false }]
    const body = { language: 'en', timeZone: 'Europe/Berlin', quietHours, preferences: change }
    const answer = await write(person, SETTINGS, body)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const { body: shown } = await read(person, SETTINGS)
    assert.deepEqual(shown, answer.body)
    assert.deepEqual([shown.timeZone, shown.quietHours], ['Europe/Berlin', quietHours])
    const preferences = shown.preferences as { kind: string; channel: string; isOn: boolean; isFixed: boolean }[]
    const ofDeposits = preferences.filter(({ kind }) => kind === 'money.deposited')
    assert.deepEqual(
      ofDeposits.map(({ channel, isOn }) => [channel, isOn]),
      [
        ['email', false],
        ['sms', false],
        ['push', true],
      ],
    )
  })

  it('refuse to switch off what warns of a thief', async () => {
    const person = await newPerson()
    const preferences = [{ kind: 'security.signed_in', channel: 'email', isOn: false }]
    const answer = await write(person, SETTINGS, { language: 'en', timeZone: 'UTC', preferences })
    assertProblem(answer, 422, 'NOTIFICATION_REQUIRED')
  })

  it('refuse a time zone that there is not', async () => {
    const answer = await write(await newPerson(), SETTINGS, { language: 'en', timeZone: 'Moon/Base' })
    assertProblem(answer, 400, 'REQUEST_INVALID')
  })
})

describe('the stream of notifications', () => {
  it('tells what comes, and over a reconnect to another process nothing is missed or repeated', async () => {
    const person = await newPerson()
    await tell(person, [1])
    const headers = bearer(person.tokens)
    const apps = [otherProcess(), otherProcess()]
    const open = (app: number, last: string) => {
      const resume = last === '' ? headers : { ...headers, 'last-event-id': last }
      return EventReader.open(apps[app] ?? world().app, `${LIST}/stream`, resume)
    }
    const first = await open(0, '')
    await tell(person, [2, 3])
    const before = await first.take(2)
    await first.close()
    await tell(person, [4])
    const second = await open(1, before[1]?.id ?? '')
    await tell(person, [5])
    const after = await second.take(2)
    await second.close()
    const texts = [...before, ...after].map(({ data }) => data.text)
    assert.deepEqual(
      texts,
      [2, 3, 4, 5].map((dollars) => `$${dollars}.00 was added to your balance.`),
    )
    const again = await open(0, before[0]?.id ?? '')
    assert.deepEqual(await again.take(3), [before[1], ...after])
    await again.close()
  })

  it('hands a long absence over whole', async () => {
    const person = await newPerson()
    await tell(person, Array(250).fill(1))
    const headers = { ...bearer(person.tokens), 'last-event-id': '0' }
    const stream = await EventReader.open(otherProcess(), `${LIST}/stream`, headers)
    const ids = (await stream.take(250)).map(({ id }) => id)
    assert.equal(new Set(ids).size, 250)
    await stream.close()
  })

  it('ends the oldest of an account that opens too many', async () => {
    const person = await newPerson()
    const app = otherProcess()
    const streams: EventReader[] = []
    for (let i = 0; i <= MAX_NOTIFICATION_STREAMS_PER_ACCOUNT; i++)
      streams.push(await EventReader.open(app, `${LIST}/stream`, bearer(person.tokens)))
    assert.equal(await streams[0]?.next(), undefined)
    await Promise.all(streams.slice(1).map((stream) => stream.close()))
  })

  it('refuses an id that it never gave', async () => {
    const person = await newPerson()
    const headers = { ...bearer(person.tokens), 'last-event-id': 'x' }
    assertProblem(await call(world().app, `${LIST}/stream`, { headers }), 400, 'REQUEST_INVALID')
  })
})

describe('a sign-in', () => {
  it('is told with its session, and not without', async () => {
    const person = await newPerson()
    const told = await outboxOf(person)
    assert.deepEqual(
      told.map(({ kind, parameters }) => [kind, parameters.method]),
      [['security.signed_in', 'wallet']],
    )
  })
})
