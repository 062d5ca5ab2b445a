import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Address, getAddress } from 'viem'
import { decide } from '../../../api/domain/risk/engine.ts'
import { digestOfFacts, fromLog, type LoggedFacts } from '../../../api/domain/risk/facts.ts'
import { networkHashOf } from '../../../api/domain/risk/hashes.ts'
import { judgeWithdrawal } from '../../../api/domain/risk/judge-withdrawal.ts'
import { OrderGuard } from '../../../api/domain/risk/order-guard.ts'
import { riskSettings } from '../../../api/domain/risk/settings.ts'
import { digestOf, sha256Of } from '../../../api/domain/step-up/operation.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { type Answer, assertProblem, bearer, call, messageFor, newAccount, post, signIn } from './support/calls.ts'
import { bornWith, newPasskey, register, signInWith } from './support/passkeys.ts'
import { useApiWorld } from './support/world.ts'

const API = '/api/v1'
const DECISIONS = `${API}/compliance/risk-decisions`
const COMPLIANCE = 5
const CHAIN = 719_719
const DAY = 86_400
const OTHER: Address = getAddress('0x00000000000000000000000000000000000a0001')
const VIEWS = `create schema if not exists live;
  create table live.role_member (chain_id int, role_id numeric(78), account text, is_member boolean, member_since bigint);
  create table live.passkey_change (chain_id int, account text, change text, recorded_at bigint)`
const world = useApiWorld()
let app: ApiApp
let nonce = 0

interface Person {
  account: ReturnType<typeof newAccount>
  headers: Record<string, string>
}

async function person(): Promise<Person> {
  const account = newAccount()
  return { account, headers: bearer(await signIn(app, account)) }
}

/** A signed withdrawal; whether the signature is right only the chain would say. */
function withdrawalOf(account: Address, amount: string, to?: Address) {
  nonce += 1
  const tail = { nonce: `${nonce}`, deadline: 1_900_000_000, gasLimit: 200_000 }
  const message = { account, ...(to ? { to, data: '0x' } : {}), amount, ...tail }
  return { message, signature: `0x${'11'.repeat(65)}` }
}

const send = ({ headers }: Pick<Person, 'headers'>, body: ReturnType<typeof withdrawalOf>) =>
  post(app, `${API}/withdrawals${'to' in body.message ? '/to' : ''}`, body, headers)

/** Past the rules: it is the operator's signature that is away. */
const assertLetGo = (answer: Answer) => assertProblem(answer, 503, 'SEQUENCER_UNAVAILABLE')

const query = async (text: string, values: unknown[] = []) => (await world().dependencies.pool.query(text, values)).rows

async function lastOf({ address }: { address: string }) {
  const text = `select seq::text, decision, reasons, facts from app.risk_decision
    where account = $1 and action = 'withdrawal' order by seq desc limit 1`
  const [row] = await query(text, [address])
  return { ...row, rules: row.reasons.map(({ rule }: { rule: string }) => rule) } as {
    seq: string
    decision: string
    rules: string[]
    facts: LoggedFacts
  }
}

/** So many wrong codes of the authenticator app in a row. */
async function fail({ address }: { address: string }, failures: number): Promise<void> {
  const text = `insert into app.totp (account, sealed, created_at, attempts_from, failures) values ($1, '', now(), now(), $2)
    on conflict (account) do update set failures = excluded.failures`
  await query(text, [address, failures])
}

async function officer(): Promise<Person> {
  const { account, headers } = await person()
  const text = 'insert into live.role_member values ($1, $2, $3, true, 0)'
  await query(text, [CHAIN, COMPLIANCE, account.address.toLowerCase()])
  return { account, headers }
}

describe('the risk rules at work', () => {
  before(async () => {
    app = world().freshApp(1_000)
    await world().dependencies.pool.query(VIEWS)
  })

  describe('a withdrawal', () => {
    it('of daily life is let go and logged', async () => {
      const { account, headers } = await person()
      assertLetGo(await send({ headers }, withdrawalOf(account.address, '900.00')))
      assert.deepEqual([(await lastOf(account)).decision, (await lastOf(account)).rules], ['allow', []])
    })

    it('to a new address takes a proof for exactly it, and none when it is repeated or follows', async () => {
      const { account, headers } = await person()
      const body = withdrawalOf(account.address, '2000.00', OTHER)
      const refused = await send({ headers }, body)
      assertProblem(refused, 401, 'STEP_UP_REQUIRED')
      const bodySha256 = sha256Of(Buffer.from(JSON.stringify(body)))
      const operation = { method: 'POST', path: `${API}/withdrawals/to`, bodySha256 }
      const digest = digestOf(operation)
      assert.ok(refused.headers.get('www-authenticate')?.includes(`operation="${digest}"`))
      const message = await messageFor(app, account.address, { requestId: digest })
      const proof = { kind: 'wallet', message, signature: await account.signMessage({ message }), operation }
      assert.equal((await post(app, `${API}/auth/step-up`, proof, headers)).status, 200)
      assertLetGo(await send({ headers }, body))
      assertLetGo(await send({ headers }, body))
      const { decision, rules, facts } = await lastOf(account)
      assert.deepEqual([decision, rules, facts.isProven], ['allow', ['new-destination'], true])
      assertLetGo(await send({ headers }, withdrawalOf(account.address, '2000.00', OTHER)))
      const logged = await query(
        'select decision from app.risk_decision where account = $1 and subject is not null order by seq',
        [account.address],
      )
      // Without the proof, again before it was looked for, with it, and the one that follows.
      assert.deepEqual(
        logged.map((row) => row.decision),
        ['step-up', 'step-up', 'allow', 'allow'],
      )
    })

    it('that is held waits for an officer, who is somebody else', async () => {
      const [{ account, headers }, reviewer] = [await person(), await officer()]
      await fail(account, 20)
      const body = withdrawalOf(account.address, '10.00')
      assertProblem(await send({ headers }, body), 403, 'RISK_HELD')
      const { seq } = await lastOf(account)
      const release = (by: Person, number = seq) => post(app, `${DECISIONS}/${number}/release`, {}, by.headers)
      assertProblem(await release(await person()), 403, 'ROLE_REQUIRED')
      assertProblem(await release(reviewer, '999999'), 404, 'RISK_DECISION_UNKNOWN')
      assert.deepEqual((await release(reviewer)).body.orderNumber !== undefined, true)
      assert.equal((await release(reviewer)).status, 200)
      assertLetGo(await send({ headers }, body))
      assertLetGo(await send({ headers }, body))
      assertProblem(await release(reviewer, (await lastOf(account)).seq), 409, 'RISK_NOT_HELD')
      // Another one of the same account is held again.
      assertProblem(await send({ headers }, withdrawalOf(account.address, '10.00')), 403, 'RISK_HELD')
    })

    it('of an officer is let go by another one', async () => {
      const [own, other] = [await officer(), await officer()]
      await fail(own.account, 20)
      const body = withdrawalOf(own.account.address, '10.00')
      assertProblem(await send(own, body), 403, 'RISK_HELD')
      const { seq } = await lastOf(own.account)
      assertProblem(await post(app, `${DECISIONS}/${seq}/release`, {}, own.headers), 403, 'RISK_OWN_DECISION')
      assert.equal((await post(app, `${DECISIONS}/${seq}/release`, {}, other.headers)).status, 200)
    })

    it('whose release is a day old is judged anew', async () => {
      const [{ account, headers }, reviewer] = [await person(), await officer()]
      await fail(account, 20)
      const body = withdrawalOf(account.address, '10.00')
      await send({ headers }, body)
      await post(app, `${DECISIONS}/${(await lastOf(account)).seq}/release`, {}, reviewer.headers)
      world().advance(DAY + 1)
      assertProblem(await send({ headers: bearer(await signIn(app, account)) }, body), 403, 'RISK_HELD')
    })

    it('that is blocked is not let go by anybody, and the exit on chain is open', async () => {
      const { account, headers } = await person()
      await fail(account, 100)
      assertProblem(await send({ headers }, withdrawalOf(account.address, '10.00')), 403, 'RISK_BLOCKED')
      const { message, signature } = withdrawalOf(account.address, '10.00')
      const { amount: _none, ...exit } = message
      assertProblem(await post(app, `${API}/exits`, { message: exit, signature }, headers), 503, 'RELAYER_UNAVAILABLE')
    })

    it('of another account is refused before it is judged', async () => {
      const [{ account }, other] = [await person(), await person()]
      assertProblem(await send(other, withdrawalOf(account.address, '10.00')), 403, 'ACCOUNT_MISMATCH')
      assert.equal(
        (await query('select 1 from app.risk_decision where subject is not null and account = $1', [account.address]))
          .length,
        0,
      )
    })

    it('is counted with one that runs beside it', async () => {
      const account = newAccount().address
      const judge = (number: number) => {
        const money = { account, sessionId: crypto.randomUUID(), destination: account, amountUsdc6: 1n }
        return judgeWithdrawal(world().dependencies, { ...money, orderNumber: `GX${number}`, isProven: false })
      }
      for (let i = 0; i < 9; i++) assert.equal((await judge(i)).decision, 'allow')
      const both = await Promise.all([judge(10), judge(11)])
      assert.deepEqual(both.map(({ decision }) => decision).toSorted(), ['allow', 'step-up'])
    })
  })

  describe('what the rules look at', () => {
    it('is a passkey that was added to the account, and not the one it was born with', async () => {
      const passkey = newPasskey()
      const born = await bornWith(app, passkey)
      const bornAccount = getAddress((born as unknown as { account: Address }).account)
      assertLetGo(await send({ headers: bearer(born) }, withdrawalOf(bornAccount, '10.00')))
      const { account, headers } = await person()
      const added = newPasskey()
      assert.equal((await register(app, added, { headers })).status, 201)
      assert.equal((await signInWith(app, added)).status, 200)
      assertProblem(await send({ headers }, withdrawalOf(account.address, '1500.00')), 403, 'RISK_HELD')
      assert.deepEqual((await lastOf(account)).rules, ['changed-sign-in'])
    })

    it('is a contact that leads to the destination since less than its cool-down', async () => {
      const { account, headers } = await person()
      const to = newAccount().address
      const until = Math.floor(world().dependencies.now().getTime() / 1000) + 3_600
      const text = `insert into address_map.record (position, user_commitment, version, account, guardian, previous, issued_at,
      withdrawals_from, signatures) values (900000, 'c', 2, $1, '', '', 0, $2, '{}')`
      await query(text, [to, until])
      assertProblem(await send({ headers }, withdrawalOf(account.address, '10.00', to)), 403, 'RISK_HELD')
      assert.deepEqual((await lastOf(account)).rules, ['cooling-mapping'])
    })

    it('is a recovery of the account', async () => {
      const tokens = await bornWith(app, newPasskey())
      const account = getAddress((tokens as unknown as { account: Address }).account)
      const at = Math.floor(world().dependencies.now().getTime() / 1000) - 10
      await query("insert into live.passkey_change values ($1, $2, 'recovery_completed', $3)", [
        CHAIN,
        account.toLowerCase(),
        at,
      ])
      assertProblem(await send({ headers: bearer(tokens) }, withdrawalOf(account, '10.00')), 401, 'STEP_UP_REQUIRED')
      assert.deepEqual((await lastOf({ address: account })).rules, ['after-recovery'])
    })

    it('is the network of a session, of which only a keyed hash is kept', async () => {
      const { config } = world().dependencies
      const hash = (address: string) => networkHashOf(config, address)
      assert.equal(hash('10.1.2.3'), hash('::ffff:10.1.2.250'))
      assert.notEqual(hash('10.1.2.3'), hash('10.1.3.3'))
      assert.equal(hash('2001:db8:7::1'), hash('2001:0db8:0007:ffff::2'))
      assert.notEqual(hash('2001:db8:7::1'), hash('2001:db8:8::1'))
      const networks = await query('select distinct network_hash from app.session')
      assert.ok(networks.every(({ network_hash }) => /^[\w-]{43}$/.test(network_hash)))
    })
  })

  describe('a sign-in', () => {
    it('on a new device elsewhere opens a session that proves nothing to writes', async () => {
      const behind = world().freshApp(1_000, { PROXY_HOPS: 1 })
      const account = newAccount()
      const signInFrom = async (address: string) => {
        const message = await messageFor(behind, account.address)
        const body = { message, signature: await account.signMessage({ message }) }
        const { body: tokens } = await post(behind, `${API}/auth/siwe`, body, { 'x-forwarded-for': address })
        return bearer(tokens as { accessToken: string })
      }
      const write = (headers: Record<string, string>) =>
        post(behind, `${API}/auth/passkeys/registration-options`, { label: 'a' }, headers)
      assert.equal((await write(await signInFrom('10.0.0.1'))).status, 201)
      world().advance(DAY + 1)
      assert.equal((await write(await signInFrom('10.0.0.9'))).status, 201)
      assertProblem(await write(await signInFrom('10.9.9.1')), 401, 'STEP_UP_REQUIRED')
      const [logged] = await query(
        "select reasons from app.risk_decision where account = $1 and decision = 'step-up'",
        [account.address],
      )
      assert.deepEqual(logged.reasons, [{ rule: 'unfamiliar-place', decision: 'step-up' }])
    })
  })

  describe('orders', () => {
    const order = (price: bigint, quantity: number) => ({ price, quantity })
    const account = newAccount().address
    const million = 1_000_000_000_000n
    const guardWith = (now: () => Date) =>
      new OrderGuard({ config: { RISK_SETTINGS: riskSettings.parse(undefined) }, now })

    it('above the largest size are refused, one among others too, and count nothing', () => {
      const guard = guardWith(() => new Date(0))
      const tooLarge = [order(1n, 1), order(million, 11)]
      assert.throws(() => guard.admit(account, tooLarge), { code: 'RISK_BLOCKED' })
      guard.admit(account, [order(million, 10)])
    })

    it('beyond the value of a minute are held until the next, those of others not', () => {
      let nowMs = 0
      const guard = guardWith(() => new Date(nowMs))
      for (let i = 0; i < 100; i++) guard.admit(account, [order(million, 10)])
      assert.throws(() => guard.admit(account, [order(1n, 1)]), { code: 'RISK_HELD' })
      guard.admit(OTHER, [order(1n, 1)])
      nowMs = 60_000
      guard.admit(account, [order(1n, 1)])
    })

    it('are judged before the sequencer hears of them', async () => {
      const { account: owner, headers } = await person()
      const fields = { series: 1, flags: 0, lane: 0, seq: 1, epoch: 0, expiry: 1_900_000_000, maxFeeBps: 0 }
      const rest = { ...fields, minResalesLeft: 0, unitId: '0', account: owner.address }
      const body = (quantity: number) => ({
        orders: [{ order: { ...rest, price: '100.00', quantity }, signature: `0x${'11'.repeat(64)}1b` }],
      })
      assertProblem(await post(app, `${API}/orders`, body(100_001), headers), 403, 'RISK_BLOCKED')
      assertLetGo(await post(app, `${API}/orders`, body(100_000), headers))
    })
  })

  describe('the log of decisions', () => {
    it('only grows', async () => {
      const { pool } = world().dependencies
      for (const text of [
        'update app.risk_decision set decision = $$allow$$',
        'delete from app.risk_decision',
        'truncate app.risk_decision cascade',
        'delete from app.risk_release',
      ])
        await assert.rejects(pool.query(text), /only grows/)
    })

    it('holds what every decision is made again from', async () => {
      const rows = await query('select decision, reasons, facts, facts_digest, settings from app.risk_decision')
      assert.ok(rows.length > 30)
      for (const { decision, reasons, facts, facts_digest, settings } of rows) {
        const again = fromLog(facts)
        assert.deepEqual(decide(again, riskSettings.parse(settings)), { decision, reasons })
        assert.equal(digestOfFacts(again), facts_digest)
      }
    })

    it('is shown to officers, newest first, page by page, and to nobody else', async () => {
      const reviewer = await officer()
      const read = (search: string, { headers }: Pick<Person, 'headers'> = reviewer) =>
        call(app, `${DECISIONS}?${search}`, { headers })
      const first = await read('decision=hold&limit=2')
      const next = await read(`decision=hold&limit=2&cursor=${first.body.nextCursor}`)
      const items = [first, next].flatMap(({ body }) => body.items as { seq: string; decision: string }[])
      assert.equal(items.length, 4)
      assert.deepEqual(
        items.map(({ seq }) => Number(seq)),
        items.map(({ seq }) => Number(seq)).toSorted((a, b) => b - a),
      )
      assert.ok(items.every(({ decision }) => decision === 'hold'))
      assertProblem(await read('', await person()), 403, 'ROLE_REQUIRED')
      const forged = Buffer.from(JSON.stringify(['risk  ', '9'.repeat(70)])).toString('base64url')
      assert.equal((await read(`cursor=${forged}`)).status, 200)
    })
  })
})
