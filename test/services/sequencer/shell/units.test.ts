import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isCovered, type UnitDemand } from '../../../../relayer/sequencer/balances/units.ts'
import { pickUnits } from '../../../../relayer/sequencer/batches/pick-units.ts'
import { accountKey, emptyMirrorState, type MarketUnit } from '../../../../relayer/sequencer/chain/mirror-state.ts'
import { tokenId } from '../../../../sdk/src/ids.ts'

const ACCOUNT = '0x00000000000000000000000000000000000000aa'
const SERIES = 1
const LIMIT = 3
const open = { side: 'sell', primary: false, final: false } as const

describe('the units of a sell', () => {
  it('RESOLD takes resold units only, oldest first', () => {
    const mirror = mirrorWith([unit(1, 0), unit(2, 1), unit(3, 0), unit(4, 1)])
    assert.deepEqual(pickUnits(mirror, request('RESOLD', 2), nothing), [2, 4])
  })

  it('ANY takes the oldest', () => {
    const mirror = mirrorWith([unit(1, 0), unit(2, 1), unit(3, 0)])
    assert.deepEqual(pickUnits(mirror, request('ANY', 2), nothing), [1, 2])
  })

  it('ANY leaves resold units that a RESOLD sell needs', () => {
    const mirror = mirrorWith([unit(1, 1), unit(2, 0), unit(3, 0)])
    assert.deepEqual(pickUnits(mirror, request('ANY', 2), { tokenIds: new Set(), resold: 1 }), [2, 3])
  })

  it('never takes a unit that is reserved by name', () => {
    const mirror = mirrorWith([unit(1, 0), unit(2, 0)])
    const reserved = { tokenIds: new Set([tokenId(SERIES, 1) as bigint]), resold: 0 }
    assert.deepEqual(pickUnits(mirror, request('ANY', 1), reserved), [2])
  })

  it('in the final book are those with one change left', () => {
    const mirror = mirrorWith([unit(1, 1), unit(2, 2)])
    const flags = { final: true, unitChoice: 'ANY' } as const
    assert.deepEqual(pickUnits(mirror, { ...request('ANY', 1), flags }, nothing), [2])
  })
})

describe('coverage', () => {
  it('asks for a NAMED unit once', () => {
    const mirror = mirrorWith([unit(1, 0), unit(2, 0)])
    const named: UnitDemand = {
      series: SERIES,
      flags: { ...open, unitChoice: 'NAMED' },
      quantity: 1,
      unitId: tokenId(SERIES, 1),
    }
    assert.equal(isCovered(mirror, ACCOUNT, SERIES, { demands: [named], held: new Set() }), true)
    assert.equal(isCovered(mirror, ACCOUNT, SERIES, { demands: [named, named], held: new Set() }), false)
  })

  it('holds exactly when every sell can be given its units one after another', () => {
    const choices = fc.constantFrom('RESOLD' as const, 'ANY' as const)
    const sells = fc.array(fc.record({ choice: choices, quantity: fc.integer({ min: 1, max: 3 }) }), { maxLength: 4 })
    const units = fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 8 })
    fc.assert(
      fc.property(units, sells, (changes, wanted) => {
        const mirror = mirrorWith(changes.map((count, i) => unit(i + 1, count)))
        const demands = wanted.map(({ choice, quantity }) => ({
          series: SERIES,
          flags: { ...open, unitChoice: choice },
          quantity,
          unitId: 0n,
        }))
        const covered = isCovered(mirror, ACCOUNT, SERIES, { demands, held: new Set() })
        assert.equal(
          canPickAll(
            changes.map((count, i) => unit(i + 1, count)),
            wanted,
          ),
          covered,
        )
      }),
    )
  })
})

const nothing = { tokenIds: new Set<bigint>(), resold: 0 }

function unit(serial: number, changes: number): MarketUnit {
  return { serial, changes }
}

function request(unitChoice: 'RESOLD' | 'ANY', quantity: number) {
  return { account: ACCOUNT, series: SERIES, flags: { final: false, unitChoice }, quantity, unitId: 0n } as const
}

function mirrorWith(units: readonly MarketUnit[]) {
  const mirror = emptyMirrorState()
  const terms = { issuer: ACCOUNT, faceUsdc6: 50_000_000n, expirySec: 2 ** 31, flags: 2, supply: 100 } as const
  mirror.series.set(SERIES, { ...terms, resaleLimit: LIMIT, issuanceFeeBps: 0, reservePerUnitUsdc6: 0n, minted: 10 })
  mirror.marketUnits.set(accountKey(ACCOUNT, SERIES), units)
  return mirror
}

/** Serves the sells in order with `pickUnits`, each leaving what the later RESOLD ones need. */
function canPickAll(
  units: readonly MarketUnit[],
  wanted: readonly { choice: 'RESOLD' | 'ANY'; quantity: number }[],
): boolean {
  const taken = new Set<bigint>()
  return wanted.every(({ choice, quantity }, i) => {
    const resold = wanted.slice(i + 1).reduce((sum, later) => sum + (later.choice === 'RESOLD' ? later.quantity : 0), 0)
    const picked = pickUnits(mirrorWith(units), request(choice, quantity), { tokenIds: taken, resold })
    for (const serial of picked ?? []) taken.add(tokenId(SERIES, serial))
    return picked !== undefined
  })
}
