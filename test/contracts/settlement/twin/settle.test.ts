import { expect } from 'chai'
import type { Interface } from 'ethers'
import fc from 'fast-check'
import type { Address, Hex } from 'viem'
import { encodeRecords } from '../../../../sdk/src/batch/encode-records.ts'
import { applyChanges } from '../../../../sdk/src/settle/changes.ts'
import { type SettleResult, settle } from '../../../../sdk/src/settle/settle.ts'
import type { SettleState } from '../../../../sdk/src/settle/state.ts'
import { SKIP_CODES } from '../../../../sdk/src/skip-codes.ts'
import { domainOf } from '../../../../sdk/src/typed-data/domain.ts'
import { CHAIN_ID, deployCore, ethers, networkHelpers, storageOf } from '../fixture.ts'
import { SOON_SEC } from './ailments.ts'
import { type Choices, choicesFrom } from './choices.ts'
import { HOSTILITIES } from './hostile-bytes.ts'
import { PEOPLE, STRANGER } from './people.ts'
import { createBatch } from './random-batch.ts'
import { createWorld, type World } from './random-world.ts'
import { wordsOf } from './state-words.ts'
import { Tally } from './tally.ts'

const IS_LONG = process.env.LONG === '1'
const BATCHES_PER_WORLD = 4
/** The others before and behind it show that it left no trace. */
const HOSTILE_BATCH = 1
const WORLDS = IS_LONG ? 1_300 : 60
/** The short run tries the same batches on every machine; the long one tries new ones each time. */
const SEED = IS_LONG ? {} : { seed: 0x67656e65 }
/** One world for each thing that can be done to a batch. */
const IN_TURN = HOSTILITIES.map((_, world): [number] => [world])
/** Spares the node an estimate, which would execute every batch twice. */
const GAS_LIMIT = 16_000_000n
const REVERTS = [
  'Settlement_Malformed',
  'Settlement_NotOperator',
  'Settlement_BatchOutOfOrder',
  'Settlement_Braked',
  'Settlement_AccountsUnsorted',
  'Settlement_SeriesUnsorted',
  'Settlement_OrdersUnsorted',
]

type Core = Awaited<ReturnType<typeof deployCrowd>>

/** A core and everybody who might call it, with gas. */
async function deployCrowd() {
  const core = await deployCore()
  for (const { account } of [...PEOPLE, STRANGER]) {
    await networkHelpers.impersonateAccount(account)
    await networkHelpers.setBalance(account, 10n ** 20n)
  }
  return { ...core, words: storageOf(core.address) }
}

/** Puts a random world into the core, brakes included. */
async function install(core: Core, choices: Choices): Promise<SettleState> {
  const nowSec = await networkHelpers.time.latest()
  const domain = domainOf('settlement', CHAIN_ID, core.address.toLowerCase() as Address)
  const operator = core.operator.address.toLowerCase() as Address
  const { state, brakes }: World = createWorld(choices, domain, operator, nowSec)
  for (const [slot, word] of wordsOf(state)) await core.words.write(slot, word)
  const brakedUntilSec = new Map<string, number>()
  for (const { domain: id, key, name } of brakes) {
    await core.brake.set(id, key, `0x${'01'.repeat(32)}`)
    brakedUntilSec.set(name, Number((await core.brake.entryOf(id, key)).until))
  }
  return { ...state, brakedUntilSec }
}

/** Sends the batch; the core logs what the twin tells, or reverts as it tells. */
async function expectAgreement(core: Core, told: SettleResult, caller: Address, data: Hex): Promise<void> {
  const { settlement } = core
  const signer = await ethers.getSigner(caller)
  const sent = settlement.connect(signer).settle(data, { gasLimit: GAS_LIMIT })
  if (told.kind === 'reverted') {
    await expect(sent)
      .to.be.revertedWithCustomError(settlement, told.error.name)
      .withArgs(...told.error.args)
    return
  }
  const logs = (await (await sent).wait())?.logs ?? []
  expect(logs.map(({ topics, data }) => [...topics, data])).to.deep.equal(logsOf(settlement.interface, told))
}

function logsOf(abi: Interface, told: SettleResult & { kind: 'settled' }): string[][] {
  const transfers = told.transfers.map(({ from, to, tokenId }) => abi.encodeEventLog('Transfer', [from, to, tokenId]))
  const records = encodeRecords(told.records)
  const batch = abi.encodeEventLog('BatchSettled', [told.batchNo, told.journalHead, records])
  return [...transfers, batch].map(({ topics, data }) => [...topics, data])
}

/** Every word of the core is as in the state, also those that the batch does not change. */
async function expectWords({ words }: Core, state: SettleState): Promise<void> {
  const expected = wordsOf(state)
  const actual = await Promise.all([...expected.keys()].map((slot) => words.read(slot)))
  expect(actual.map(hexlifyWord)).to.deep.equal([...expected.values()].map(hexlifyWord))
}

const hexlifyWord = (word: bigint) => `0x${word.toString(16)}`

/** Account cash, held money and accrued fees: what settling moves and never changes in sum. */
function moneyOf({ accounts, held, accruedFeesUsdc6 }: SettleState): bigint {
  const cash = [...accounts.values()].reduce((sum, { cashUsdc6 }) => sum + cashUsdc6, 0n)
  const days = [...held.values()].reduce((sum, day) => sum + day.grossUsdc6 + day.buyerFeesUsdc6, 0n)
  return cash + days + accruedFeesUsdc6
}

/** Ten seconds on, or the very second in which a series or the silence ends. */
function nextTime({ series, batch }: SettleState, latestSec: number): number {
  const events = [...series.values()].map(({ expirySec }) => expirySec).concat(batch.normalFromSec)
  return events.find((atSec) => atSec > latestSec && atSec <= latestSec + SOON_SEC) ?? latestSec + 10
}

async function playWorld(choices: Choices, tally: Tally): Promise<void> {
  const core = await networkHelpers.loadFixture(deployCrowd)
  let state = await install(core, choices)
  for (let i = 0; i < BATCHES_PER_WORLD; i++) {
    const atSec = nextTime(state, await networkHelpers.time.latest())
    const { data, caller, hostility } = createBatch(choices, state, atSec, i === HOSTILE_BATCH)

    const told = await settle(state, { data, caller, atSec })
    await networkHelpers.time.setNextBlockTimestamp(atSec)
    await expectAgreement(core, told, caller, data)

    const after = told.kind === 'settled' ? applyChanges(state, told.changes) : state
    await expectWords(core, after)
    expect(moneyOf(after)).to.equal(moneyOf(state))
    state = after
    if (hostility) tally.count(hostility)
    if (told.kind === 'reverted') tally.count(told.error.name)
    else for (const { code, causedBySkip } of told.records) tally.count(causedBySkip ? `${code} caused` : code)
  }
}

// settle against its twin in the SDK, on random worlds and batches, honest and hostile ones
// ├── it agrees on every log, every word and every revert; money is conserved
// └── the batches met every skip code, every revert and every hostility
describe('Settlement.settle and its twin', () => {
  const tally = new Tally()

  it(`agree on ${WORLDS * BATCHES_PER_WORLD} batches`, async function () {
    this.timeout(0)
    // A world is one number: a smaller number is no smaller world, so nothing is to be shrunk.
    const anyWorld = fc.noShrink(fc.nat())
    const property = fc.asyncProperty(anyWorld, (world) => playWorld(choicesFrom(world), tally))
    await fc.assert(property, { numRuns: WORLDS, examples: IN_TURN, ...SEED })
  })

  it('met every outcome', () => {
    const outcomes = [...SKIP_CODES, ...REVERTS, ...HOSTILITIES]
    const caused = ['INSUFFICIENT_CASH caused', 'UNIT_NOT_OWNED caused', 'LANE_JUMP caused']
    expect(tally.missing([...outcomes, ...caused]), tally.toString()).to.deep.equal([])
  })
})
