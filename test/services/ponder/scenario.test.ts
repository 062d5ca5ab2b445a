import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { candleFrom } from '../../../api/reads/candle-rows.ts'
import { withClient } from '../../../local/postgres.ts'
import { reconcile } from '../../../ponder/src/ledger/reconcile.ts'
import { CANDLE_INTERVALS, CANDLE_SECONDS, type Candle, candlesOf } from '../../../sdk/src/market-data/candles.ts'
import { accessLogs, BORN_KEY_ID, RECOVERY_KEY_ID } from './support/authority-logs.ts'
import { BASE_CONTRACTS, eventNames, GENEX_CONTRACTS } from './support/contracts.ts'
import { Emitters } from './support/emitters.ts'
import { ALICE, BOB, CAROL, ISSUER, MERCHANT } from './support/people.ts'
import { playStory, unit } from './support/story.ts'
import { type Indexer, startIndexer, startWorld, type World } from './support/world.ts'

describe('the index of a market', () => {
  let world: World
  let indexer: Indexer
  let genex: Emitters
  let day = 0

  before(async () => {
    world = await startWorld()
    genex = await Emitters.deploy(world.genex, Object.keys(GENEX_CONTRACTS))
    const base = await Emitters.deploy(world.base, Object.keys(BASE_CONTRACTS))
    world.deployed({ genex: genex.addresses, base: base.addresses })
    indexer = await startIndexer(world)
    ;({ day } = await playStory(genex))
    await base.emit(accessLogs())
    await indexer.caughtUp()
  })

  after(async () => {
    await indexer?.process.end('SIGKILL')
    await world?.close()
  })

  const one = async (text: string) => (await world.query<Record<string, unknown>>(text))[0]
  const all = (text: string) => world.query<Record<string, unknown>>(text)

  it('handles every event of every contract', async () => {
    const metrics = await (await fetch(`${indexer.url}/metrics`)).text()
    const handled = new Set(
      [...metrics.matchAll(/ponder_indexing_completed_events\{event="([^"]+)"\} [1-9]/g)].map((m) => m[1]),
    )
    const missing = eventNames().filter((name) => !handled.has(name))
    assert.ok(eventNames().length > 90, 'the ABIs name the events')
    assert.deepEqual(missing, [])
  })

  it('stores the trades of a batch with fills, units and skips', async () => {
    assert.deepEqual(await all('select batch_no, trades, skips, units from live.batch order by batch_no'), [
      { batch_no: '1', trades: 2, skips: 0, units: 4 },
      { batch_no: '2', trades: 1, skips: 1, units: 2 },
    ])
    const resale = await one(`select buyer, seller, price_usdc6, buyer_fee_usdc6, seller_fee_usdc6, token_ids::text
      from live.trade where batch_no = 2`)
    assert.deepEqual(resale, {
      buyer: BOB,
      seller: ALICE,
      price_usdc6: '47000000',
      buyer_fee_usdc6: '470000',
      seller_fee_usdc6: '94000',
      token_ids: `{${unit(1)},${unit(2)}}`,
    })
    const fills = await all(
      `select account, side, is_taker, position, cash_usdc6 from live.fill where batch_no = 2 order by side`,
    )
    assert.deepEqual(fills, [
      { account: BOB, side: 'buy', is_taker: true, position: '5', cash_usdc6: '94470000' },
      { account: ALICE, side: 'sell', is_taker: false, position: '4', cash_usdc6: '93906000' },
    ])
    assert.deepEqual(await one('select code, failing_side, caused_by_skip, buyer, buy_seq from live.skip'), {
      code: 'INSUFFICIENT_CASH',
      failing_side: 'buy',
      caused_by_skip: true,
      buyer: BOB,
      buy_seq: '1',
    })
  })

  it('keeps candles of each interval that are what the trades of each market say', async () => {
    const trades = await all(`select series, final, price_usdc6, units, recorded_at from live.trade
      order by block_number, log_index, index`)
    assert.deepEqual([trades.length, new Set(trades.map(({ final }) => final))], [3, new Set([false])])
    const points = trades.map(({ price_usdc6: price, units, recorded_at: time }) => ({
      timeSec: Number(time),
      priceUsdc6: BigInt(String(price)),
      units: Number(units),
    }))
    for (const interval of CANDLE_INTERVALS) {
      const rows = await all(
        `select * from live.candle where interval_sec = ${CANDLE_SECONDS[interval]} order by opened_at`,
      )
      assert.deepEqual(rows.map(candleFrom as (row: object) => Candle), candlesOf(points, interval))
      assert.deepEqual(
        rows.map(({ chain_id: chain, series, final }) => [chain, series, final]),
        rows.map(() => [719_719, '1', false]),
      )
    }
  })

  it('knows an organisation by what it says itself', async () => {
    const address = genex.addresses.Organisation?.toLowerCase()
    assert.deepEqual(await all('select address, owners_needed from live.organisation'), [{ address, owners_needed: 2 }])
    assert.deepEqual(await all('select organisation, member, role from live.organisation_member order by role desc'), [
      { organisation: address, member: ALICE, role: 'owner' },
      { organisation: address, member: BOB, role: 'none' },
    ])
    assert.deepEqual(await one('select amount_at, bands from live.organisation_rule'), {
      amount_at: 0,
      bands: [{ upTo: '1000000000', approvals: 1, owners: 0 }],
    })
    assert.deepEqual(
      await one(`select action.nonce, action.amount, approval.member, approval.role
        from live.organisation_action action join live.organisation_approval approval using (organisation, digest)`),
      { nonce: `${2n ** 200n}`, amount: '7', member: ALICE, role: 'owner' },
    )
  })

  it('knows which session keys sign, within what, and what they spent', async () => {
    const live =
      await all(`select key.account, key.key, kind, window_limit_usdc6, total_limit_usdc6, recipients, series,
      spent_usdc6, spent_in_window_usdc6, window_ends_at from live.session_key key
      left join live.session_end done using (chain_id, account)
      where revoked_at is null and key.number > coalesce(done.number, 0)`)
    assert.deepEqual(live, [
      {
        account: ALICE,
        key: MERCHANT,
        kind: 'p256',
        window_limit_usdc6: '100',
        total_limit_usdc6: '250',
        recipients: [MERCHANT],
        series: ['7'],
        spent_usdc6: '60',
        spent_in_window_usdc6: '60',
        window_ends_at: '1800003600',
      },
    ])
    const uses = await all('select amount_usdc6 from live.session_use order by block_number, log_index')
    assert.deepEqual(
      uses.map((row) => row.amount_usdc6),
      ['60', '0'],
    )
    assert.deepEqual(
      await one(`select functions[1] like '0x%:0x12345678' as named from live.session_key where account = '${BOB}'`),
      {
        named: true,
      },
    )
  })

  it('knows which passkeys speak for an account, who may recover it, and what is running', async () => {
    const speaking = await all(`select passkey.account, key_id from live.passkey
      join live.passkey_account on address = account and passkey_account.chain_id = passkey.chain_id
      where removed_at is null and passkey.generation = passkey_account.generation`)
    assert.deepEqual(speaking, [{ account: ALICE, key_id: RECOVERY_KEY_ID }])
    const removed = await all('select key_id, x from live.passkey where removed_at is not null')
    assert.deepEqual(removed, [{ key_id: BORN_KEY_ID, x: null }])
    const accounts = await all(`select address, generation, guardian, recovery_key_id, recovery_ready_at,
      deployed_at is not null as deployed from live.passkey_account order by generation desc, address`)
    assert.deepEqual(accounts, [
      {
        address: ALICE,
        generation: 1,
        guardian: BOB,
        recovery_key_id: null,
        recovery_ready_at: null,
        deployed: true,
      },
      {
        address: BOB,
        generation: 0,
        guardian: null,
        recovery_key_id: RECOVERY_KEY_ID,
        recovery_ready_at: '1800259200',
        deployed: false,
      },
      {
        address: CAROL,
        generation: 0,
        guardian: null,
        recovery_key_id: null,
        recovery_ready_at: null,
        deployed: false,
      },
    ])
    const changes = await all('select change from live.passkey_change order by block_number, log_index')
    assert.deepEqual(
      changes.map(({ change }) => change),
      [
        'added',
        'removed',
        'guardian_set',
        'recovery_requested',
        'recovery_completed',
        'recovery_requested',
        'recovery_vetoed',
        'recovery_requested',
        'deployed',
      ],
    )
  })

  it('follows each unit to its end', async () => {
    const units = await all('select serial, owner, status, changes, in_market from live.coupon order by serial')
    assert.deepEqual(units, [
      { serial: '1', owner: BOB, status: 'redeemed', changes: 1, in_market: false },
      { serial: '2', owner: CAROL, status: 'recalled', changes: 2, in_market: false },
      { serial: '3', owner: ALICE, status: 'refunded', changes: 0, in_market: false },
      { serial: '4', owner: ALICE, status: 'active', changes: 0, in_market: false },
    ])
    const terms = await one(
      'select status, supply, minted, ended, at_risk, brake_hint from live.series where series = 1',
    )
    assert.deepEqual(terms, {
      status: 'closed',
      supply: '4',
      minted: '4',
      ended: '4',
      at_risk: true,
      brake_hint: false,
    })
  })

  it('leaves nothing held once every unit of a day has ended', async () => {
    const held = await one('select day, gross_usdc6, buyer_fees_usdc6, issuance_fees_usdc6, units from live.held_day')
    assert.deepEqual(held, { day, gross_usdc6: '0', buyer_fees_usdc6: '0', issuance_fees_usdc6: '0', units: 0 })
  })

  it('keeps the cash of every account', async () => {
    const cash = await all(
      `select address, cash_usdc6, units from live.account where cash_usdc6 <> 0 order by cash_usdc6`,
    )
    assert.deepEqual(cash, [
      { address: '0x00000000000000000000000000000000000000ad', cash_usdc6: '564000', units: 0 },
      { address: CAROL, cash_usdc6: '44000007', units: 0 },
      { address: ISSUER, cash_usdc6: '84380000', units: 0 },
      { address: BOB, cash_usdc6: '104530000', units: 0 },
      { address: ALICE, cash_usdc6: '258230993', units: 1 },
    ])
    assert.equal((await one('select accrued_fees_usdc6 as fees from live.settlement'))?.fees, '7295000')
  })

  it('keeps the standing of a market maker, with the report it rests on', async () => {
    const maker = await one(`select market_maker, market_maker_state from live.account where address = '${BOB}'`)
    assert.deepEqual(maker, { market_maker: false, market_maker_state: 'suspended' })
    const changes = await all(
      `select market_maker_state, report_hash from live.identity_change where change = 'market_maker' order by log_index`,
    )
    assert.deepEqual(
      changes.map(({ market_maker_state }) => market_maker_state),
      ['active', 'suspended'],
    )
  })

  it('keeps the deposits of market makers and the one claim of each', async () => {
    const deposits = await all(`select address, amount_usdc6, withdrawal_matures_at, claim_state, claim_usdc6
      from live.maker_deposit order by address`)
    const ofBob = { address: BOB, amount_usdc6: '10', claim_state: 'taken', claim_usdc6: '40' }
    const ofAlice = { address: ALICE, amount_usdc6: '0', claim_state: 'dismissed', claim_usdc6: '1' }
    assert.deepEqual(
      deposits,
      [ofBob, ofAlice].map((row) => ({ ...row, withdrawal_matures_at: null })),
    )
    const changes = await all(`select change from live.maker_deposit_change where maker = '${BOB}' order by log_index`)
    assert.deepEqual(
      changes.map(({ change }) => change),
      ['received', 'withdrawal_requested', 'withdrawal_voided', 'claim_opened', 'claim_taken', 'withdrawn'],
    )
    const balances = await all(`select account, amount from live.ledger_balance
      where account like 'maker_deposit:%' or account like 'suspense:%' and amount <> 0`)
    assert.deepEqual(balances, [{ account: `maker_deposit:${BOB}`, amount: '10' }])
  })

  it('starts a new epoch of the live keys when everything is cancelled', async () => {
    const keys = await all('select index, epoch, revoked_at is null as live from live.trading_key order by index')
    assert.deepEqual(keys, [
      { index: 0, epoch: 1_234, live: true },
      { index: 1, epoch: 40_961, live: false },
    ])
    const requests = await all('select slot, applied_at is null as pending from live.change_request order by slot')
    assert.deepEqual(requests, [
      { slot: 1, pending: false },
      { slot: 8, pending: false },
      { slot: 18, pending: true },
    ])
  })

  it('keeps the chains apart', async () => {
    const members = await all(`select chain_id, is_member, execution_delay_sec, member_since from live.role_member
      where account = '${ALICE}' order by chain_id`)
    const member = { is_member: true, execution_delay_sec: 9, member_since: '1800000000' }
    assert.deepEqual(members, [
      { chain_id: 719_719, ...member },
      { chain_id: 84_538_453, ...member },
    ])
  })

  it('balances: the database finds no difference and no open suspense', async () => {
    const { MoneyToken: token, Settlement: settlement, IssuerTreasury: issuerTreasury } = genex.addresses
    assert.ok(token)
    const { MarketMakerDeposits: marketMakerDeposits } = genex.addresses
    const chain = { chainId: 719_719, token, settlement, issuerTreasury, marketMakerDeposits }
    const result = await withClient(world.database.url, async (client) => {
      await client.query('set search_path to live')
      return reconcile(async (text, values) => (await client.query(text, [...values])).rows, [chain])
    })
    assert.deepEqual(result.differences, [])
    assert.equal(result.isReconciled, true)
    const trial = await all('select asset, amount from live.trial_balance')
    assert.ok(trial.length >= 2, 'money and the units of a series')
    assert.deepEqual(new Set(trial.map(({ amount }) => amount)), new Set(['0']))
    assert.deepEqual(await all('select * from live.unbalanced_entry'), [])
  })

  it('serves health, readiness and the reconciliation', async () => {
    assert.equal((await fetch(`${indexer.url}/healthz`)).status, 200)
    assert.equal((await fetch(`${indexer.url}/readyz`)).status, 200)
    const result = (await (await fetch(`${indexer.url}/reconciliation`)).json()) as Awaited<
      ReturnType<typeof reconcile>
    >
    assert.deepEqual(result.differences, [])
    assert.equal(result.isReconciled, false, 'doubles of the contracts cannot be asked')
    assert.deepEqual(result.chains[0]?.unanswered.includes('coreTotalCash'), true)
  })
})
