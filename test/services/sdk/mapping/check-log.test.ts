import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import type { Hex } from 'viem'
import { checkLog } from '../../../../sdk/src/mapping/check-log.ts'
import { FINDING_KINDS, type FindingKind } from '../../../../sdk/src/mapping/finding.ts'
import { PARTIES } from '../../../../sdk/src/mapping/parties.ts'
import type { LoggedMapping } from '../../../../sdk/src/mapping/record.ts'
import { authority, type Log, signedLog } from './log-fixture.ts'

const RUNS = process.env.LONG ? 2_000 : 20
/** Users 0..3; some with several versions, next to each other and apart. */
const USERS = [0, 1, 0, 2, 0, 1, 3, 3, 2, 0, 1, 3]
const CHECKPOINTS = [3, 7, 10]

describe('the check of a log of mappings', () => {
  let log: Log
  before(async () => {
    log = await signedLog(USERS, CHECKPOINTS)
  })

  /** Checks a copy of the log that `spoil` has its way with. */
  async function findingsAfter(spoil: (copy: Log) => void) {
    const copy = structuredClone(log)
    spoil(copy)
    const { findings } = await checkLog(authority, copy)
    return findings
  }
  const kindsAt = (findings: Awaited<ReturnType<typeof findingsAfter>>, position: number): FindingKind[] =>
    findings.filter((finding) => finding.position === position).map(({ kind }) => kind)

  it('finds nothing in a sound log', async () => {
    assert.deepEqual(await checkLog(authority, log).then(({ size, findings }) => ({ size, findings })), {
      size: USERS.length,
      findings: [],
    })
  })

  it('finds nothing while a third signature and the last places are not there yet', async () => {
    const findings = await findingsAfter(({ records }) => {
      for (const record of records) delete record.signatures.auditor
      for (const record of records.slice(10)) delete record.place
    })
    assert.deepEqual(findings, [])
  })

  const positions = fc.integer({ min: 0, max: USERS.length - 1 })
  const fields = fc.constantFrom(
    'userCommitment',
    'account',
    'guardian',
    'version',
    'previous',
    'issuedAt',
    'withdrawalsFrom',
  )

  it('names every record of which any field was changed', async () => {
    await fc.assert(
      fc.asyncProperty(positions, fields, fc.nat(), async (position, field, at) => {
        const findings = await findingsAfter(({ records }) => changeField(records[position], field, at))
        assert.ok(kindsAt(findings, position).includes('tampered'), JSON.stringify(findings))
      }),
      { numRuns: RUNS },
    )
  })

  it('names every record of which a signature was changed, and the party', async () => {
    await fc.assert(
      fc.asyncProperty(positions, fc.constantFrom(...PARTIES), fc.nat(), async (position, party, at) => {
        const findings = await findingsAfter(({ records }) => {
          const signatures = records[position]?.signatures
          if (signatures) signatures[party] = flip(signatures[party] ?? '0x', at)
        })
        assert.deepEqual(kindsAt(findings, position), ['signature-invalid'])
        assert.match(findings[0]?.detail ?? '', new RegExp(party))
      }),
      { numRuns: RUNS },
    )
  })

  it('names every record that has one signature left', async () => {
    const findings = await findingsAfter(({ records }) => {
      for (const record of records.slice(4, 6)) record.signatures = { hsm: record.signatures.hsm ?? '0x' }
    })
    assert.deepEqual(
      findings.map(({ kind, position }) => [kind, position]),
      [
        ['tampered', 4],
        ['tampered', 5],
      ],
    )
  })

  it('names both records that were swapped, with or without their signed places', async () => {
    await fc.assert(
      fc.asyncProperty(positions, positions, fc.boolean(), async (a, b, isWithPlaces) => {
        fc.pre(a !== b)
        const findings = await findingsAfter(({ records }) => swap(records, [a, b], isWithPlaces))
        for (const position of [a, b])
          assert.ok(kindsAt(findings, position).includes('misplaced'), JSON.stringify(findings))
      }),
      { numRuns: RUNS },
    )
  })

  it('names every place whose record was deleted, and the version that is missing', async () => {
    await fc.assert(
      fc.asyncProperty(positions, async (position) => {
        const findings = await findingsAfter(({ records }) => records.splice(position, 1))
        assert.deepEqual(kindsAt(findings, position).slice(0, 1), ['missing'])
        const hasLater = USERS.indexOf(USERS[position] ?? -1, position + 1) > 0
        assert.equal(
          findings.some(({ kind, version }) => kind === 'missing' && version !== undefined),
          hasLater,
        )
      }),
      { numRuns: RUNS },
    )
  })

  it('names the place when the records behind a deleted one are moved up', async () => {
    const findings = await findingsAfter(({ records }) => {
      records.splice(2, 1)
      for (const [position, record] of records.entries()) record.position = position
    })
    assert.ok(kindsAt(findings, 2).includes('misplaced'))
    assert.ok(kindsAt(findings, 11).includes('missing'))
  })

  it('names records cut off behind the last checkpoint by what the signer remembers, and only by that', async () => {
    const cut = (copy: Log) => copy.records.splice(10)
    const findings = await findingsAfter(cut)
    assert.deepEqual([...kindsAt(findings, 10), ...kindsAt(findings, 11)], ['missing', 'missing'])
    const unasked = await findingsAfter((copy) =>
      Object.assign(copy, { records: copy.records.slice(0, 10), placedSize: 0 }),
    )
    assert.deepEqual(unasked, [])
  })

  it('names a record whose place was taken from it', async () => {
    const findings = await findingsAfter(({ records }) => delete records[5]?.place)
    assert.deepEqual(
      findings.map(({ kind, position }) => [kind, position]),
      [['unplaced', 5]],
    )
  })

  it('names a checkpoint of which any field was changed', async () => {
    for (const change of [
      { root: `0x${'00'.repeat(32)}` as Hex },
      { issuedAt: 9 },
      { signature: '0x12' as Hex },
      { size: 8 },
    ]) {
      const findings = await findingsAfter(({ checkpoints }) => Object.assign(checkpoints[1] ?? {}, change))
      assert.ok(
        findings.some(({ kind }) => kind === 'checkpoint-forged'),
        JSON.stringify(change),
      )
    }
  })

  it('names every checkpoint that an altered record contradicts', async () => {
    const findings = await findingsAfter(({ records }) => changeField(records[4], 'account', 3))
    const differing = findings.filter(({ kind }) => kind === 'root-differs').map(({ position }) => position)
    assert.deepEqual(differing, [7, 10])
  })

  it('names a version that follows another one than the last', async () => {
    const other = await signedLog([0, 0, 0], [])
    const fork = await signedLog([0, 5, 0], [])
    const records = [...other.records.slice(0, 2), ...fork.records.slice(2)] as LoggedMapping[]
    const { findings } = await checkLog(authority, { records, checkpoints: [] })
    assert.deepEqual(
      findings.map(({ kind, position }) => [kind, position]),
      [['misplaced', 2]],
    )
    const third = await signedLog([0, 0, 0], [])
    const longer = await signedLog([0, 5, 0, 0], [])
    const broken = [...third.records.slice(0, 2), { ...(longer.records[3] as LoggedMapping), position: 2 }]
    const report = await checkLog(authority, { records: broken, checkpoints: [] })
    assert.ok(report.findings.some(({ kind, position }) => kind === 'chain-broken' && position === 2))
  })

  it('names a checkpoint that another one was put in place of', async () => {
    const findings = await findingsAfter(({ checkpoints }) => {
      const [first, second] = checkpoints
      if (first && second) Object.assign(first, { root: second.root })
    })
    assert.ok(findings.some(({ kind, position }) => kind === 'root-differs' && position === 3))
  })

  it('knows no kind that no test names', () => {
    const named = ['tampered', 'signature-invalid', 'missing', 'misplaced', 'chain-broken', 'unplaced', 'root-differs']
    assert.deepEqual([...FINDING_KINDS], [...named, 'checkpoint-forged'])
  })
})

function changeField(logged: LoggedMapping | undefined, field: keyof LoggedMapping['record'], at: number): void {
  if (!logged) return
  const value = logged.record[field]
  Object.assign(logged.record, { [field]: typeof value === 'number' ? value + 1 + (at % 5) : flip(value, at) })
}

/** Another last hexadecimal digit of some byte. */
function flip(text: Hex, at: number): Hex {
  const index = 2 + (at % (text.length - 2))
  const digit = text[index] === '0' ? '1' : '0'
  return `0x${text.slice(2, index)}${digit}${text.slice(index + 1)}`
}

function swap(records: LoggedMapping[], [a, b]: [number, number], isWithPlaces: boolean): void {
  const [first, second] = [records[a], records[b]]
  if (!first || !second) return
  const places = isWithPlaces ? [second.place, first.place] : [first.place, second.place]
  records[a] = { ...second, position: a, place: places[0] }
  records[b] = { ...first, position: b, place: places[1] }
}
