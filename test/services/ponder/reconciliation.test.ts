import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Address, zeroAddress } from 'viem'
import { withClient } from '../../../local/postgres.ts'
import { type Reconciliation, reconcile } from '../../../ponder/src/ledger/reconcile.ts'
import type { ChainReader } from '../../../ponder/src/ledger/snapshot.ts'
import { BASE_CONTRACTS, GENEX_CONTRACTS, log } from './support/contracts.ts'
import { Emitters } from './support/emitters.ts'
import { ALICE, BOB } from './support/people.ts'
import { playStory } from './support/story.ts'
import { type Indexer, startIndexer, startWorld, type World } from './support/world.ts'

describe('reconcile', () => {
  let world: World
  let genex: Emitters
  let indexer: Indexer

  before(async () => {
    world = await startWorld()
    genex = await Emitters.deploy(world.genex, Object.keys(GENEX_CONTRACTS))
    const base = await Emitters.deploy(world.base, Object.keys(BASE_CONTRACTS))
    world.deployed({ genex: genex.addresses, base: base.addresses })
    await playStory(genex)
    indexer = await startIndexer(world)
    await indexer.caughtUp()
  })

  after(async () => {
    await indexer?.process.end('SIGKILL')
    await world?.close()
  })

  /** Compares, after a falsification that is rolled back: the index itself would never write it. */
  const compare = ({ reader, plant }: { reader?: ChainReader; plant?: string } = {}): Promise<Reconciliation> =>
    withClient(world.database.url, async (client) => {
      // Ponder's triggers want its own session.
      await client.query('begin; set local search_path to live; set local session_replication_role to replica')
      if (plant) await client.query(plant)
      const { MoneyToken, Settlement: settlement, IssuerTreasury: issuerTreasury } = genex.addresses
      const { MarketMakerDeposits: marketMakerDeposits } = genex.addresses
      const holders = { settlement, issuerTreasury, marketMakerDeposits }
      const chain = { chainId: 719_719, token: MoneyToken ?? zeroAddress, ...holders, reader }
      const result = await reconcile(async (text, values) => (await client.query(text, [...values])).rows, [chain])
      await client.query('rollback')
      return result
    })

  /** Contracts that say what the index says, but for one thing. */
  const honest = async (lie: Partial<Record<string, bigint>> = {}): Promise<ChainReader> => {
    const accounts = await world.query<{ address: Address; cash: string; units: number }>(
      'select address, cash_usdc6 as cash, units from live.account where chain_id = 719719',
    )
    const accountByAddress = new Map(accounts.map((account) => [account.address, account]))
    const money = await world.query<{ account: string; amount: string }>(
      `select split_part(account, ':', 1) as account, sum(amount) as amount from live.posting
        where chain_id = 719719 and account !~ '^(wallet|supply|units)' group by 1`,
    )
    const sum = (...names: string[]) =>
      money.reduce((total, { account, amount }) => (names.includes(account) ? total + BigInt(amount) : total), 0n)
    return {
      readContract: async ({ functionName, args }) => {
        const planted = lie[functionName]
        if (planted !== undefined) return planted
        if (functionName === 'totalCash') return sum('cash', 'held', 'fees')
        if (functionName === 'accruedFees') return sum('fees')
        if (functionName === 'totalDeposits') return sum('maker_deposit')
        if (functionName === 'balanceOf') {
          if (args[0] === genex.addresses.Settlement) return sum('cash', 'held', 'fees')
          return args[0] === genex.addresses.IssuerTreasury ? sum('guarantee') : sum('maker_deposit')
        }
        const account = accountByAddress.get(args[0] as Address)
        return [BigInt(account?.cash ?? 0), account?.units ?? 0, 0, 0, 0, 0]
      },
    }
  }

  it('agrees three ways when nothing is wrong', async () => {
    const result = await compare({ reader: await honest() })
    assert.deepEqual(result.differences, [])
    assert.equal(result.isReconciled, true)
    for (const check of [
      'trialBalance',
      'suspense',
      'wallets',
      'core',
      'cash',
      'units',
      'coreTotalCash',
      'coreAccounts',
    ])
      assert.ok(result.chains[0]?.checks.includes(check), check)
  })

  it('names the account whose balance was changed', async () => {
    const { differences } = await compare({
      plant: `update account set cash_usdc6 = cash_usdc6 + 1 where address = '${ALICE}'`,
    })
    assert.deepEqual(
      differences.map(({ check, account }) => ({ check, account })),
      [{ check: 'cash', account: `cash:${ALICE}` }],
    )
  })

  it('names the entry that lost a leg, the trial balance and what hangs on it', async () => {
    const { differences } = await compare({
      plant: `delete from posting where event = 'CashTransferred' and amount > 0`,
    })
    const checks = new Set(differences.map(({ check }) => check))
    for (const check of ['entryBalance', 'trialBalance', 'ledgerBalance', 'core', 'cash'])
      assert.ok(checks.has(check), check)
  })

  it('names the owner whose unit the ledger does not know', async () => {
    const { differences } = await compare({ plant: `update coupon set owner = '${BOB}' where serial = 4` })
    assert.deepEqual([...new Set(differences.map(({ check }) => check))].toSorted(), ['unitCounts', 'units'])
  })

  it('names the contract that says otherwise', async () => {
    const result = await compare({ reader: await honest({ totalCash: 1n }) })
    assert.deepEqual(
      result.differences.map(({ check, expected }) => ({ check, expected })),
      [{ check: 'coreTotalCash', expected: '1' }],
    )
  })

  it('names what the node could not answer instead of calling it equal', async () => {
    const reader: ChainReader = { readContract: () => Promise.reject(new Error('missing trie node')) }
    const result = await compare({ reader })
    assert.deepEqual(result.differences, [])
    assert.ok(result.chains[0]?.unanswered.includes('coreTokens'))
    assert.equal(result.isReconciled, false)
  })

  it('leaves in suspense what no event explains', async () => {
    const to = genex.addresses.Settlement ?? zeroAddress
    await genex.emit([log('MoneyToken:Transfer', { from: ALICE, to, value: 500n })])
    await indexer.caughtUp()
    const { differences, isReconciled } = await compare()
    assert.equal(isReconciled, false)
    assert.deepEqual(
      differences.map(({ check, account, actual }) => ({ check, account, actual })),
      [{ check: 'suspense', account: 'suspense:settlement', actual: '500' }],
    )
  })
})
