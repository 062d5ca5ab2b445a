import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { isNoticeKind, NOTICE_PARAMETERS } from '../../../kit/notices/kinds.ts'
import { CHAINS } from '../../../local/anvil.ts'
import { until } from '../../../local/until.ts'
import { timeOf } from './support/index-double.ts'
import { useNotifierWorld } from './support/notifier-world.ts'

const world = useNotifierWorld()
const { chainId } = CHAINS.genex
const newAccount = () => `0x${randomBytes(20).toString('hex')}`
const DOLLAR = '1000000'

interface Told {
  kind: string
  parameters: Record<string, unknown>
  source_key: string
  seq: string
}

async function toldTo(account: string): Promise<Told[]> {
  const { rows } = await world().pool.query<Told>(
    'select kind, parameters, source_key, seq from notify.notification where account = $1 order by seq',
    [account],
  )
  return rows
}

const kindsOf = async (account: string) => (await toldTo(account)).map(({ kind }) => kind)
const countOf = async (text: string) => Number((await world().pool.query(text)).rows[0]?.count)

const KILLS = process.env.LONG ? 60 : 6

describe('what is told', () => {
  const [a, b, member, viewer, organisation] = Array.from({ length: 5 }, newAccount) as [
    string,
    string,
    string,
    string,
    string,
  ]

  it('is every event of the chain, to whom it concerns, with parameters of its kind', async () => {
    const { index, notifier } = world()
    const side = { series: 7, units: 2, price_usdc6: '45000000' }
    await index.put('organisation_member', { organisation, member, role: 'owner', changed_at: 1 })
    await index.put('organisation_member', { organisation, member: viewer, role: 'none', changed_at: 1 })
    await index.put('trading_key', { account: a, index: 0, key: b, registered_at: timeOf(3) })
    await index.addBlock(10, [
      ['fill', { account: a, side: 'buy', fee_usdc6: '225000', ...side }],
      ['skip', { code: 'BUYER_CASH', failing_side: 'buy', buyer: a, seller: b, ...side }],
      ['skip', { code: 'PAIR', failing_side: 'both', buyer: a, seller: b, ...side }],
      ['order_cancel', { account: a, lane: 3, seq: 1 }],
      ['order_cancel', { account: a }],
      ['deposit', { account: a, amount_usdc6: DOLLAR }],
      ['withdrawal', { account: a, recipient: b, amount_usdc6: DOLLAR }],
      ['cash_transfer', { from: b, to: a, amount_usdc6: DOLLAR }],
      ['redemption', { account: a, token_id: String((7n << 32n) | 5n), merchant: b }],
      ['refund', { account: a, token_id: String(7n << 32n), price_usdc6: DOLLAR, buyer_fee_usdc6: '5' }],
      ['recall', { account: a, token_id: String(7n << 32n), paid_usdc6: DOLLAR }],
      ['passkey_change', { account: a, change: 'guardian_set' }],
      ['exit_request', { account: a, matures_at: timeOf(70) }],
      ['identity_change', { account: a, change: 'frozen' }],
      ['identity_change', { account: a, change: 'unfrozen' }],
      ['identity_change', { account: a, change: 'market_maker', market_maker_state: 'suspended' }],
      ['organisation_action', { organisation, nonce: '4', target: b }],
    ])
    const process_ = await notifier()
    await process_.start()
    await until('everything told', async () => (await toldTo(a)).length === 17)
    assert.deepEqual((await kindsOf(a)).toSorted(), [
      'account.frozen',
      'account.unfrozen',
      'coupon.recalled',
      'coupon.redeemed',
      'coupon.refunded',
      'maker.state_changed',
      'money.deposited',
      'money.received',
      'money.withdrawn',
      'order.all_cancelled',
      'order.lane_cancelled',
      'order.settled',
      'order.skipped',
      'order.skipped',
      'security.exit_requested',
      'security.signer_changed',
      'security.trading_key_added',
    ])
    assert.deepEqual(await kindsOf(b), ['order.skipped'])
    assert.deepEqual([await kindsOf(member), await kindsOf(viewer)], [['organisation.executed'], []])
    const redeemed = (await toldTo(a)).find(({ kind }) => kind === 'coupon.redeemed')
    assert.deepEqual(redeemed?.parameters, { series: 7 })
    await process_.kill()
  })

  it('is what the services told, and to an organisation’s approvers what waits', async () => {
    const { pool, index, notifier } = world()
    const account = newAccount()
    await index.put('organisation_member', { organisation, member: account, role: 'approver', changed_at: 1 })
    const text = `insert into notify.outbox (source_key, account, kind, parameters, occurred_at) values ($1, $2, $3, $4, now())`
    const key = randomUUID()
    await pool.query(text, [`session:${key}`, account, 'security.signed_in', { device: 'x', method: 'wallet' }])
    const waiting = { organisation, deadlineAt: timeOf(0) }
    await pool.query(text, [`organisation:${key}`, organisation, 'organisation.approval_needed', waiting])
    const process_ = await notifier()
    await process_.start()
    await until('both told', async () => (await toldTo(account)).length === 2)
    assert.deepEqual((await kindsOf(account)).toSorted(), ['organisation.approval_needed', 'security.signed_in'])
    assert.equal(await countOf('select count(*) from notify.outbox'), 0)
    // Told again after it was taken away: the same event is no second notification.
    await pool.query(text, [`session:${key}`, account, 'security.signed_in', { device: 'x', method: 'wallet' }])
    await until('taken', async () => (await countOf('select count(*) from notify.outbox')) === 0)
    assert.equal((await toldTo(account)).length, 2)
    await process_.kill()
  })

  it('is how intents ended once their block is safe, in whatever order they end', async () => {
    const { pool, notifier } = world()
    const account = newAccount()
    let nonce = 0
    const transaction = async (state: string) => {
      await pool.query(`insert into relayer.lane values ($1, '0x', 0) on conflict do nothing`, [chainId])
      const { rows } = await pool.query(
        `insert into relayer.transaction (chain_id, lane, nonce, kind, state, to_address, data, gas, block_number)
         values ($1, '0x', $2, 'intents', $3, '0x', '0x', 1, 1) returning id`,
        [chainId, nonce++, state],
      )
      return rows[0].id
    }
    const intent = async (state: string, transactionId: string | null, code: string | null) => {
      const orderNumber = `GX${randomBytes(8).toString('hex')}`
      await pool.query(
        `insert into relayer.intent (order_number, chain_id, to_address, function_name, account, data, gas, day, state, code, transaction_id)
         values ($1, $2, '0x', 'deposit', $3, '0x', 1, 1, $4, $5, $6)`,
        [orderNumber, chainId, account, state, code, transactionId],
      )
      return orderNumber
    }
    const mined = await transaction('mined')
    const first = await intent('executed', mined, null)
    const second = await intent('failed', await transaction('safe'), 'CASH_INSUFFICIENT')
    const third = await intent('refused', null, 'INTENT_WOULD_REVERT')
    const process_ = await notifier()
    await process_.start()
    await until('two told', async () => (await toldTo(account)).length === 2)
    await pool.query(`update relayer.transaction set state = 'safe' where id = $1`, [mined])
    await until('the first told', async () => (await toldTo(account)).length === 3)
    const told = (await toldTo(account)).map(({ kind, parameters }) => [
      kind,
      parameters.orderNumber,
      parameters.reason,
    ])
    assert.deepEqual(told, [
      ['intent.failed', second, 'CASH_INSUFFICIENT'],
      ['intent.failed', third, 'INTENT_WOULD_REVERT'],
      ['intent.executed', first, undefined],
    ])
    await process_.kill()
  })

  it('is the end of a series to its holders and a proposed suspension to its maker, once each', async () => {
    const { pool, index, notifier } = world()
    const [holder, maker] = [newAccount(), newAccount()]
    const expiresAt = Math.floor(Date.now() / 1000) + 5 * 86_400
    await index.put('series', { series: 12, status: 'approved', expires_at: expiresAt })
    for (const serial of [1, 2])
      await index.put('coupon', { series: 12, serial, owner: holder, status: 'active', token_id: serial })
    await pool.query(`insert into watch.suspension_proposal (id, account, proposal) values ($1, $2, $3)`, [
      `0x${randomBytes(32).toString('hex')}`,
      maker,
      { days: ['2026-11-01', '2026-11-02', '2026-11-03'] },
    ])
    const process_ = await notifier()
    await process_.start()
    await until('both told', async () => (await toldTo(holder)).length + (await toldTo(maker)).length === 2)
    assert.deepEqual((await toldTo(holder))[0]?.parameters, { series: 12, units: 2, expiresAt })
    assert.deepEqual((await toldTo(maker))[0]?.parameters, { days: 3 })
    await process_.kill()
  })

  it('has the parameters that its texts are made of, whatever told it', async () => {
    const { rows } = await world().pool.query<Told>('select kind, parameters from notify.notification')
    const kinds = new Set(rows.map(({ kind }) => kind))
    assert.ok(kinds.size >= 20, [...kinds].join(' '))
    for (const { kind, parameters } of rows) {
      assert.ok(isNoticeKind(kind), kind)
      assert.deepEqual(NOTICE_PARAMETERS[kind].parse(parameters), parameters)
    }
  })
})

describe('a notifier that is killed', () => {
  it('leaves nothing out and tells nothing twice, beside a second one', async () => {
    const { pool, index, notifier } = world()
    const account = newAccount()
    const [one, two] = [await notifier(), await notifier()]
    await one.start()
    await two.start()
    let expected = 0
    for (let block = 100; block < 100 + KILLS * 10; block++) {
      const rows = Array.from({ length: 1 + (block % 4) }, (): [string, Record<string, unknown>] => [
        'deposit',
        { account, amount_usdc6: DOLLAR },
      ])
      expected += rows.length
      await index.addBlock(block, rows)
      const key = randomUUID()
      await pool.query(
        `insert into notify.outbox (source_key, account, kind, parameters, occurred_at) values ($1, $2, 'account.frozen', '{}', now())`,
        [key, account],
      )
      expected++
      if (block % 10 !== 0) continue
      const victim = block % 20 === 0 ? one : two
      await victim.kill()
      await victim.launch()
    }
    await until('everything told', async () => (await toldTo(account)).length >= expected, { timeoutMs: 60_000 })
    const told = await toldTo(account)
    assert.equal(told.length, expected)
    assert.equal(new Set(told.map(({ source_key }) => source_key)).size, expected)
    await one.kill()
    await two.kill()
  })

  it('passes no block before its rows are in the index', async () => {
    const { pool, index, notifier } = world()
    const account = newAccount()
    const process_ = await notifier()
    await process_.start()
    // Far above: the chain has it, the index does not.
    await index.addBlock(800, [['deposit', { account, amount_usdc6: DOLLAR }]])
    await until('told', async () => (await toldTo(account)).length === 1)
    const { rows } = await pool.query('select position from notify.cursor where source = $1', [`blocks:${chainId}`])
    assert.equal(rows[0].position, '800')
    await index.addBlock(801, [['deposit', { account, amount_usdc6: DOLLAR }]])
    await until('told', async () => (await toldTo(account)).length === 2)
    await process_.kill()
  })

  it('does not tell of a block that is not safe', async () => {
    const { index, notifier } = world()
    const [early, late] = [newAccount(), newAccount()]
    const process_ = await notifier()
    await process_.start()
    await index.addBlock(810, [['deposit', { account: early, amount_usdc6: DOLLAR }]])
    await index.addBlock(90_000, [['deposit', { account: late, amount_usdc6: DOLLAR }]])
    await until('the safe one told', async () => (await toldTo(early)).length === 1)
    assert.deepEqual(await toldTo(late), [])
    await process_.kill()
  })
})
