import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import genex from '../../../ignition/modules/genex.ts'
import genexProduction from '../../../ignition/modules/genex-production.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
/** How services ask for an address; fewer names would mean that the scan looks in the wrong place. */
const LOOKUP = /(?:addresses\.get|onBoth|onGenex)\('(\w+)'\)/g
const FEWEST_NAMES = 8

describe('the names by which services look contracts up', () => {
  const sources = globSync(['{api,relayer,ponder,kit}/**/*.ts'], { cwd: ROOT })
  const asked = sources.flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(LOOKUP)])
  const names = [...new Set(asked.map(([, name = '']) => name))]

  for (const module of [genex, genexProduction]) {
    it(`are deployed by ${module.id}`, () => {
      const deployed = [...module.futures].map(({ id }) => id.slice(id.indexOf('#') + 1))
      assert.ok(names.length >= FEWEST_NAMES, `only ${names.join(', ')}`)
      assert.deepEqual(
        names.filter((name) => !deployed.includes(name)),
        [],
      )
    })
  }
})
