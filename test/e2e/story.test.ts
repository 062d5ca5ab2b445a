import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { localOptions } from '../../local/config.ts'
import { localEnvironment } from '../../local/environment.ts'
import { openWorld } from '../../local/play/world.ts'
import { openHomePath } from '../../local/postgres-user.ts'
import { type LocalSystem, placeOf, startLocal } from '../../local/start-local.ts'
import { controlOf } from '../../local/story/control.ts'
import { createTeller } from '../../local/story/stage.ts'
import { playStory } from '../../local/story/story.ts'

const PORTS = {
  GENEX_CHAIN_PORT: '18545',
  BASE_CHAIN_PORT: '18546',
  POSTGRES_PORT: '15439',
  PONDER_PORT: '13030',
  SEQUENCER_PORT: '13020',
  RELAYER_PORT: '13010',
  API_PORT: '13000',
}

/** The story of the README on real processes: every fact is checked on chain, four services are killed on the way. */
describe('a coupon is issued, sold, resold, redeemed and refunded', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'genex-story-'))
  const options = localOptions({ ...PORTS, DATA_DIR: dataDir, LOG_LEVEL: 'warn', SEED: 'off' })
  const lines: string[] = []
  let system: LocalSystem

  before(async () => {
    system = await startLocal(options, { write: (line) => lines.push(line) })
  })

  after(async () => {
    await system?.stop()
    for (const path of [dataDir, openHomePath(dataDir)]) rmSync(path, { recursive: true, force: true })
  })

  it('as told, with nothing lost and nothing doubled', async () => {
    const world = openWorld(placeOf(options, system.url))
    const told: string[] = []
    const tell = createTeller((line) => told.push(line))
    const parameters = { world, control: controlOf(system), tell, environment: localEnvironment(options) }

    await playStory(parameters).catch((error: unknown) => {
      throw new Error(`${told.slice(-20).join('\n')}\n\n${lines.slice(-40).join('\n')}`, { cause: error })
    })

    assert.equal(told.filter((line) => /^\n\d\. /.test(line)).length, 9, 'nine chapters were told')
  })
})
