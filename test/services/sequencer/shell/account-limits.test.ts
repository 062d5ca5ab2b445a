import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import type { Address } from 'viem'
import { recover } from '../../../../relayer/sequencer/journal/recover.ts'
import { keepAlive } from '../../../../relayer/sequencer/sequencing/keep-alive.ts'
import { Sequencer } from '../../../../relayer/sequencer/sequencing/sequencer.ts'
import { setGroup } from '../../../../relayer/sequencer/sequencing/set-group.ts'
import { ShellState } from '../../../../relayer/sequencer/sequencing/shell-state.ts'
import { temporaryDir } from '../../relayer/support/places.ts'
import { addressOf, START_MS, smallLimits } from '../engine/exchange.ts'

const DOMAIN = { name: 'Genex Settlement', version: '1', chainId: 1, verifyingContract: addressOf(99) as Address }

/** A sequencer on a journal of its own, with room for two accounts and one watch, and no chain. */
describe('a sequencer that is full', () => {
  let sequencer: Sequencer
  const { dir, remove } = temporaryDir()
  before(async () => {
    const limits = { ...smallLimits, accounts: 2, keepAlives: 1 }
    const { state, journal } = await recover({ directory: dir, log: () => undefined, limits })
    const onFatal = (error: unknown) => assert.fail(String(error))
    sequencer = new Sequencer({ state, journal, shell: new ShellState(), clock: () => START_MS, onFatal })
  })
  after(async () => {
    await sequencer.journal.close()
    remove()
  })

  const group = (verifyHash: () => Promise<boolean>, ...accounts: number[]) => {
    const members = accounts.map((account) => ({ account: addressOf(account) as Address, signature: '0x01' as const }))
    return setGroup({ sequencer, client: { verifyHash }, domain: DOMAIN }, { members, version: START_MS })
  }

  it('takes no further watch', () => {
    keepAlive(sequencer, addressOf(1) as Address, { timeoutMs: 5_000 })
    const further = () => keepAlive(sequencer, addressOf(2) as Address, { timeoutMs: 5_000 })
    assert.throws(further, { code: 'KEEP_ALIVES_FULL', status: 503 })
  })

  it('takes no group of an account that has no room', async () => {
    await assert.rejects(
      group(async () => true, 1, 3),
      { code: 'ORDER_ACCOUNTS_FULL', status: 503 },
    )
  })

  it('takes no group while the chain cannot be asked about a signature', async () => {
    const away = () => Promise.reject(new Error('no node'))
    await assert.rejects(group(away, 1, 2), { code: 'CHAIN_UNAVAILABLE', status: 503 })
    assert.deepEqual(sequencer.state.groupOf(addressOf(1)).accounts, [addressOf(1)])
  })
})
