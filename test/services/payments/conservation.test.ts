import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { payer } from '../../../payments/saga/journal.ts'
import { CENT_USDC6 } from '../../../payments/saga/purchase.ts'
import { balanceOf, hasEnded, Model, PAY_USDC6, RECEIVE_USDC6, type Script, type Weather } from './support/model.ts'

const RUNS = process.env.LONG ? 30_000 : 1_500

/** Faults come from a list that ends, so that every purchase has fair weather at last. */
const weathers = fc.array(fc.constantFrom<Weather>('fair', 'fair', 'lost-before', 'lost-after'), { maxLength: 60 })
const kills = fc.array(fc.boolean(), { maxLength: 60 })
const transfer = fc.constantFrom('done', 'done', 'spent', 'refused' as const)

const scripts = fc.record({
  method: fc.constantFrom('card', 'crypto' as const),
  hasOrder: fc.boolean(),
  person: fc.constantFrom('pays', 'pays', 'pays', 'leaves', 'pays-late', 'pays-less', 'pays-when-over' as const),
  objects: fc.nat(4).map((number) => number === 0),
  deliveries: fc.array(transfer, { minLength: 3, maxLength: 3 }),
  takeBack: transfer,
  orderEnds: fc.constantFrom('filled', 'part', 'nothing', 'nothing', 'refused' as const),
  firstRefuses: fc.boolean(),
  refundedByHand: fc.constantFrom(0n, 0n, 1n, 4_000n),
  weathers,
  kills,
})

function modelOf({
  weathers: weather,
  kills: deaths,
  ...script
}: { weathers: Weather[]; kills: boolean[] } & Omit<Script, 'nextWeather' | 'isKilled'>) {
  const [left, dying] = [[...weather], [...deaths]]
  return new Model({ ...script, nextWeather: () => left.shift() ?? 'fair', isKilled: () => dying.shift() ?? false })
}

/** What the outside says happened to the money, against the state that the person reads. */
function assertNothingInBetween(model: Model): void {
  const { purchase, netCents, heldCents, accountUsdc6 } = model
  const paid = netCents * CENT_USDC6
  assert.equal(heldCents, 0n, 'an authorisation is left')
  switch (purchase.state) {
    case 'cancelled':
      assert.deepEqual([paid, accountUsdc6], [0n, 0n])
      break
    case 'completed':
      assert.deepEqual([paid, accountUsdc6], [PAY_USDC6, RECEIVE_USDC6])
      break
    case 'refunded':
      if (purchase.method === 'card') assert.deepEqual([paid, accountUsdc6], [0n, 0n])
      else assert.equal(accountUsdc6, (paid * purchase.rateE8) / 100_000_000n)
      break
    default:
      assert.fail(`it rests in ${purchase.state}`)
  }
}

/** Every entry balances, nothing is owed to an ended purchase, and the books say what the outside says. */
function assertBooksRight({ purchase, entries, netCents, accountUsdc6 }: Model): void {
  for (const { kind, legs } of entries) {
    for (const asset of ['USD', 'USDC'] as const) {
      const sum = legs.reduce((all, leg) => (leg.asset === asset ? all + leg.amount : all), 0n)
      assert.equal(sum, 0n, kind)
    }
  }
  assert.equal(balanceOf(entries, payer(purchase), 'USD'), 0n, 'charged = delivered + refunded')
  assert.equal(balanceOf(entries, `provider:${purchase.provider}`, 'USD'), netCents * CENT_USDC6)
  assert.equal(balanceOf(entries, 'desk', 'USDC'), -accountUsdc6)
}

describe('a purchase, whatever is lost and whenever the process is killed', () => {
  it('ends completed, refunded or untouched, with the books in balance', async () => {
    const seen = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const model = modelOf(script)
        const { state, reason } = await model.run()
        // Crypto that the core never lets into the account is the one thing that only a human can solve.
        if (state === 'held') {
          assert.deepEqual([script.method, reason, model.accountUsdc6], ['crypto', 'PURCHASE_REFUND_STUCK', 0n])
        } else {
          assertNothingInBetween(model)
          assertBooksRight(model)
        }
        seen.set(`${script.method} ${state}`, (seen.get(`${script.method} ${state}`) ?? 0) + 1)
      }),
      { numRuns: RUNS },
    )
    for (const end of ['card completed', 'card refunded', 'card cancelled', 'crypto completed', 'crypto refunded'])
      assert.ok((seen.get(end) ?? 0) > RUNS / 100, `only ${seen.get(end)} ended ${end}`)
  })

  it('is begun at one provider at most, and at another only after the first said no', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const model = modelOf(script)
        await model.run()
        const places = new Set(model.openedAt)
        assert.ok(places.size <= 1, [...places].join(', '))
        if (places.has('second')) assert.ok(script.firstRefuses)
      }),
      { numRuns: Math.floor(RUNS / 3) },
    )
  })

  it('gives money back that comes after its end', async () => {
    await fc.assert(
      fc.asyncProperty(weathers, kills, async (weather, deaths) => {
        const model = modelOf({ ...LEFT, method: 'crypto', weathers: weather, kills: deaths })
        await model.run()
        assert.equal(model.purchase.state, 'cancelled')
        // Where no answer ever came, nobody was shown a page to pay at.
        fc.pre(model.purchase.reason !== 'PURCHASE_PROVIDER_AWAY')
        model.payLate()
        model.wake()
        const { state, reason } = await model.run()
        assert.deepEqual([state, reason], ['refunded', 'PURCHASE_LATE_PAYMENT'])
        assert.ok(hasEnded(state))
        assertNothingInBetween(model)
        assertBooksRight(model)
        assert.equal(model.audit.at(-1)?.kind, 'late-payment')
      }),
      { numRuns: Math.floor(RUNS / 3) },
    )
  })
})

const LEFT = {
  hasOrder: false,
  person: 'leaves',
  objects: false,
  deliveries: [],
  takeBack: 'done',
  orderEnds: 'filled',
  firstRefuses: false,
  refundedByHand: 0n,
} as const satisfies Partial<Script>
