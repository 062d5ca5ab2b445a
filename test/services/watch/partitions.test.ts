import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { until } from '../../../local/until.ts'
import { saveCheckpoint } from '../../../relayer/watch/store/checkpoint-store.ts'
import { insertTerms, migrateWatch } from '../../../relayer/watch/store/store.ts'
import { generateSession } from './support/generated-session.ts'
import { writeJournal } from './support/journal-writer.ts'
import { accountOf, START_MS } from './support/session.ts'
import { createWatchWorld } from './support/world.ts'

const VERIFY = fileURLToPath(new URL('../../../relayer/watch/verify.ts', import.meta.url))
const MAKER = accountOf(100)
/** Series 2 is in the first of two partitions, series 1 in the second. */
const PARTS = [
  { name: '1/2', folder: 'sequencer-1of2', series: 2, session: generateSession(5, { series: 2 }).session },
  { name: '2/2', folder: 'sequencer-2of2', series: 1, session: generateSession(3, { series: 1 }).session },
]

describe('one watch of two partitions', () => {
  let world: Awaited<ReturnType<typeof createWatchWorld>>
  before(async () => {
    world = await createWatchWorld(2)
    await migrateWatch(world.pool)
    const promise = { maxSpreadBps: 200, minDepthUnits: 5, minUptimeBps: 9_500, maxResponseMs: 5_000 }
    for (const { folder, series, session } of PARTS) {
      await mkdir(join(world.dir, folder))
      await writeJournal(join(world.dir, folder), session.records)
      await insertTerms(world.pool, { series, account: MAKER, fromMs: START_MS, ...promise })
    }
    await world.process.start()
  })
  after(() => world.end())
  const seenAll = () =>
    until('both journals being read', async () => {
      const metrics = await (await fetch(`${world.url}/metrics`)).text()
      return PARTS.every(({ name, session }) =>
        metrics.includes(`watch_position{partition="${name}",service="watch"} ${session.records.length}`),
      )
    })
  const alertIds = async () => (await world.get('/alerts')).body.alerts.map(({ id }) => id)

  it('finds what is in each, and each alert names the journal that proves it', async (test) => {
    await seenAll()
    const { alerts } = (await world.get(`/alerts?account=${accountOf(5)}&kind=momentum-ignition`)).body
    assert.deepEqual(new Set(alerts.map(({ series }) => series)), new Set([1, 2]))
    for (const { id, series } of (await world.get('/alerts')).body.alerts) {
      const alert = (await world.get(`/alerts/${id}`)).body
      const part = PARTS.find((each) => each.series === series)
      assert.equal(alert.evidence.partition, part?.name)
    }
    for (const part of PARTS) await test.test(`of partition ${part.name}`, () => proves(part))
  })

  async function proves({ series, folder }: (typeof PARTS)[number]): Promise<void> {
    const [{ id }] = (await world.get(`/alerts?series=${series}&limit=1`)).body.alerts
    const file = join(world.dir, `${folder}.json`)
    await writeFile(file, JSON.stringify((await world.get(`/alerts/${id}`)).body))
    const { stdout } = await promisify(execFile)(process.execPath, [VERIFY, file, join(world.dir, folder)])
    assert.deepEqual(JSON.parse(stdout), { id, isProven: true, reasons: [] })
    const others = PARTS.filter((part) => part.folder !== folder)
    for (const other of others)
      await assert.rejects(promisify(execFile)(process.execPath, [VERIFY, file, join(world.dir, other.folder)]))
  }

  it('tells one maker’s obligations of both together', async () => {
    const { reports } = (await world.get(`/obligations?account=${MAKER}&day=2027-01-04`)).body
    assert.deepEqual(
      reports.map(({ series, partition }) => [series, partition]),
      [
        [1, '2/2'],
        [2, '1/2'],
      ],
    )
  })

  it('passes over a checkpoint that is damaged, names it, and finds the same', async () => {
    const found = await alertIds()
    await world.process.kill()
    await saveCheckpoint(world.pool, '1/2', { position: 9, checksum: '00', content: Buffer.from('nothing') })
    await world.process.start()
    await seenAll()
    assert.ok(world.process.messages().includes('checkpoint refused'))
    assert.deepEqual(await alertIds(), found)
  })
})
