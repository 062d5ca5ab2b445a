import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type LocalOptions, localOptions } from '../../local/config.ts'
import { removeDeployment } from '../../local/deployment.ts'
import { localEnvironment } from '../../local/environment.ts'
import { openWorld } from '../../local/play/world.ts'
import { openHomePath } from '../../local/postgres-user.ts'
import { type LocalSystem, placeOf, startLocal } from '../../local/start-local.ts'
import { controlOf } from '../../local/story/control.ts'
import { createTeller } from '../../local/story/stage.ts'
import { playStory } from '../../local/story/story.ts'
import { freePorts } from '../services/local/support.ts'

const PORTS = ['GENEX_CHAIN', 'BASE_CHAIN', 'POSTGRES', 'PONDER', 'SEQUENCER', 'RELAYER', 'API'] as const

/** The story of the README on real processes: every fact is checked on chain, four services are killed on the way. */
describe('a coupon is issued, sold, resold, redeemed and refunded', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'genex-story-'))
  const lines: string[] = []
  let options: LocalOptions
  let system: LocalSystem

  before(async () => {
    const numbers = await freePorts(PORTS.length)
    const ports = Object.fromEntries(PORTS.map((name, i) => [`${name}_PORT`, String(numbers[i])]))
    options = localOptions({ ...ports, DATA_DIR: dataDir, LOG_LEVEL: 'warn', SEED: 'off' })
    system = await startLocal(options, { write: (line) => lines.push(line) })
  })

  after(async () => {
    await system?.stop()
    for (const path of [dataDir, openHomePath(dataDir)]) rmSync(path, { recursive: true, force: true })
    for (const deployment of Object.values(options.deployments)) removeDeployment(deployment)
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
