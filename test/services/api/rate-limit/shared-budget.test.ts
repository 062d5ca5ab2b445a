import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as settle } from 'node:timers/promises'
import fc from 'fast-check'
import type { Lease, LeaseSource, LeaseWish } from '../../../../api/domain/rate-limit/lease-source.ts'
import { SharedBudget, type Use } from '../../../../api/domain/rate-limit/shared-budget.ts'
import { LEASE_RETRY_MS } from '../../../../api/limits.ts'
import { MemoryLeases } from '../support/memory-leases.ts'

const QUOTA = 100
const WINDOW_MS = 60_000
const PORTION = 10
const CREDIT = 5
/** Whatever a loaded machine takes to play a test. */
const PATIENT_MS = 3_600_000
const KEY = 'user 0x1'

/** A source whose answers come when the test says so. */
class SlowLeases implements LeaseSource {
  readonly model: MemoryLeases
  readonly #undecided: { wish: LeaseWish; promise: PromiseWithResolvers<Lease> }[] = []
  readonly #undelivered: { lease: Lease; promise: PromiseWithResolvers<Lease> }[] = []

  constructor(model: MemoryLeases) {
    this.model = model
  }

  lease(wish: LeaseWish): Promise<Lease> {
    const promise = Promise.withResolvers<Lease>()
    this.#undecided.push({ wish, promise })
    return promise.promise
  }

  decide(): void {
    const next = this.#undecided.shift()
    if (next) this.#undelivered.push({ lease: this.model.decide(next.wish), promise: next.promise })
  }

  deliver(): void {
    const next = this.#undelivered.shift()
    next?.promise.resolve(next.lease)
  }

  answerAll(): void {
    while (this.#undecided.length > 0) this.decide()
    while (this.#undelivered.length > 0) this.deliver()
  }
}

/** Some processes before one source, under a clock that the test moves. */
function processes(count: number, { isLazy = false, ownShare = QUOTA }: { isLazy?: boolean; ownShare?: number } = {}) {
  let nowMs = 1_000
  const model = new MemoryLeases(() => nowMs)
  const source = new SlowLeases(model)
  const lost: unknown[] = []
  const dependencies = { source, waitMs: PATIENT_MS, nowMs: () => nowMs, onAway: (error: unknown) => lost.push(error) }
  const terms = { quota: QUOTA, windowMs: WINDOW_MS, ownShare, isLazy }
  const budgets = Array.from({ length: count }, () => new SharedBudget(dependencies, terms))
  const advance = (ms: number) => {
    nowMs += ms
  }
  return { budgets, source, model, lost, advance, nowMs: () => nowMs }
}

/** Uses one after the other, each answered as soon as the source can. */
async function spendAll(budget: SharedBudget, source: SlowLeases, uses: number): Promise<Use[]> {
  const all: Use[] = []
  for (let i = 0; i < uses; i++) {
    const use = budget.spend(KEY)
    await settle()
    source.answerAll()
    all.push(await use)
    await settle()
  }
  return all
}

const admitted = (uses: readonly Use[]) => uses.filter(({ isExceeded }) => !isExceeded).length

describe('a budget that processes share', () => {
  it('gives one process all of it, and tells what is left', async () => {
    const { budgets, source } = processes(1)
    const [budget] = budgets
    assert(budget)
    const uses = await spendAll(budget, source, QUOTA + 10)
    assert.equal(admitted(uses), QUOTA)
    assert.deepEqual(
      uses.slice(0, 3).map(({ remaining }) => remaining),
      [99, 98, 97],
    )
    assert.deepEqual(
      uses.slice(QUOTA - 1, QUOTA + 1).map(({ remaining }) => remaining),
      [0, 0],
    )
  })

  it('counts what the others leased', async () => {
    const { budgets, source } = processes(2)
    const [first, second] = budgets
    assert(first && second)
    assert.equal(admitted(await spendAll(first, source, 60)), 60)
    const uses = await spendAll(second, source, QUOTA)
    assert.ok(admitted(uses) >= QUOTA - 60 - PORTION && admitted(uses) <= QUOTA - 60, String(admitted(uses)))
    assert.ok(Number(uses[1]?.remaining) <= QUOTA - 60)
  })

  it('does not wait for its first lease, and pays it back', async () => {
    const { budgets, source, model } = processes(1)
    const [budget] = budgets
    assert(budget)
    for (let i = 0; i < CREDIT; i++) assert.equal((await budget.spend(KEY)).isExceeded, false)
    source.answerAll()
    await settle()
    await spendAll(budget, source, 1)
    assert.ok(Number(model.windows[0]?.leased) >= CREDIT + 1)
  })

  it('waits with the next one beyond the credit', async () => {
    const { budgets, source } = processes(1)
    const [budget] = budgets
    assert(budget)
    for (let i = 0; i < CREDIT; i++) await budget.spend(KEY)
    let isAnswered = false
    const late = budget.spend(KEY).then((use) => {
      isAnswered = true
      return use
    })
    await settle()
    assert.equal(isAnswered, false)
    source.answerAll()
    assert.equal((await late).isExceeded, false)
  })

  it('begins anew when its window is over', async () => {
    const { budgets, source, advance } = processes(1)
    const [budget] = budgets
    assert(budget)
    const [, refused] = [await spendAll(budget, source, QUOTA), (await spendAll(budget, source, 1))[0]]
    assert.equal(refused?.isExceeded, true)
    advance(Number(refused?.resetsInMs))
    assert.equal((await spendAll(budget, source, 1))[0]?.isExceeded, false)
  })

  it('holds a lease no longer than the window it was taken from, however late it came', async () => {
    const { budgets, source, model, advance } = processes(2)
    const [first, second] = budgets
    assert(first && second)
    await spendAll(first, source, 1)
    advance(WINDOW_MS - 10)
    await second.spend(KEY)
    source.decide()
    advance(20)
    source.deliver()
    await settle()
    await spendAll(second, source, 1)
    assert.equal(model.windows.length, 2)
  })

  it('asks nobody for a lazy key that hardly calls', async () => {
    const { budgets, model, source } = processes(1, { isLazy: true })
    const [budget] = budgets
    assert(budget)
    await spendAll(budget, source, 2)
    assert.deepEqual(model.windows, [])
    await spendAll(budget, source, 2)
    assert.equal(model.windows.length, 1)
  })

  it('gives out its own share while the source is away, and then counts that', async () => {
    const { budgets, source, lost, advance, nowMs } = processes(1, { ownShare: 40 })
    const [budget] = budgets
    assert(budget)
    const isAway = { lease: () => Promise.reject(new Error('away')) }
    const away = new SharedBudget(
      { source: isAway, waitMs: PATIENT_MS, nowMs, onAway: (error) => lost.push(error) },
      budget.terms,
    )
    const uses: Use[] = []
    for (let i = 0; i < 50; i++) uses.push(await away.spend(KEY))
    assert.deepEqual([admitted(uses), lost.length], [40, 1])
    isAway.lease = (...wish: [] | [LeaseWish]) => source.lease(wish[0] as LeaseWish) as Promise<never>
    advance(LEASE_RETRY_MS)
    await spendAll(away, source, 1)
    assert.equal(admitted(await spendAll(away, source, QUOTA)), QUOTA - 40)
  })
})

type Step =
  | { kind: 'spend'; process: number; times: number }
  | { kind: 'wait'; ms: number }
  | { kind: 'decide' | 'deliver' | 'kill' }

const COUNT = 4
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('spend'),
      process: fc.nat(COUNT - 1),
      times: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 1, max: WINDOW_MS }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('decide', 'deliver') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill') }) },
)

for (const isLazy of [false, true]) {
  describe(`whatever ${COUNT} processes ask and whenever they are answered (lazy: ${isLazy})`, () => {
    it('no window admits more than the quota and what each process may owe', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 150, size: 'max' }), async (steps) => {
          const { perWindow, killed } = await run(steps, isLazy)
          const most = QUOTA + (COUNT + killed) * 2.5 * CREDIT
          for (const uses of perWindow) assert.ok(uses <= most, `${uses} of ${most}`)
        }),
        { numRuns: process.env.LONG === '1' ? 5_000 : 300 },
      )
    })
  })
}

/** Plays the steps; a killed process is followed by another one that knows nothing. */
async function run(steps: readonly Step[], isLazy: boolean) {
  const { budgets, source, model, advance, nowMs } = processes(COUNT, { isLazy })
  const all = budgets.map((budget) => ({ budget, isAlive: true }))
  const usedAtMs: number[] = []
  let killed = 0
  const spend = ({ budget, isAlive }: { budget: SharedBudget; isAlive: boolean }) =>
    void budget.spend(KEY).then(({ isExceeded }) => {
      if (!isExceeded && isAlive) usedAtMs.push(nowMs())
    })
  for (const next of steps) {
    if (next.kind === 'spend') for (let i = 0; i < next.times; i++) spend(all[next.process] ?? never())
    if (next.kind === 'wait') advance(next.ms)
    if (next.kind === 'decide') source.decide()
    if (next.kind === 'deliver') source.deliver()
    if (next.kind === 'kill') {
      const dead = all[killed % COUNT] ?? never()
      const { dependencies, terms } = {
        dependencies: { source, waitMs: PATIENT_MS, nowMs, onAway: () => undefined },
        terms: dead.budget.terms,
      }
      all[killed % COUNT] = { budget: new SharedBudget(dependencies, terms), isAlive: true }
      dead.isAlive = false
      killed++
    }
    await settle()
  }
  source.answerAll()
  await settle()
  const within = ({ startsAtMs, endsAtMs }: { startsAtMs: number; endsAtMs: number }) =>
    usedAtMs.filter((atMs) => atMs >= startsAtMs && atMs < endsAtMs).length
  return { perWindow: model.windows.map(within), killed }
}

function never(): never {
  throw new Error('there is no such process')
}
