import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Abi } from 'viem'
import { SKIP_CODES } from '../../sdk/src/skip-codes.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ARTIFACTS = join(ROOT, 'artifacts', 'contracts')
/** Fewer would mean that the scan looks in the wrong place. */
const FEWEST_ERRORS = 100
const FEWEST_EVENTS = 55

/** Errors that no caller can meet: they are how the verifying pass of a batch hands its findings back. */
const NOT_FOR_CALLERS = new Set(['Intents_Verified'])

describe('the tests', () => {
  const tests = sourcesUnder(join(ROOT, 'test'), /\.(ts|sol)$/)
  const abis = readdirSync(ARTIFACTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !file.startsWith('mocks') && !dirname(file).includes('interfaces'))
    .map((file) => (JSON.parse(readFileSync(join(ARTIFACTS, file), 'utf8')) as { abi?: Abi }).abi ?? [])
  const names = (type: 'error' | 'event') => [
    ...new Set(abis.flatMap((abi) => abi.flatMap((item) => (item.type === type ? [item.name] : [])))),
  ]
  // OpenZeppelin's own errors and events are tested there; ours carry a component's prefix.
  const errors = names('error').filter((name) => name.includes('_') && !NOT_FOR_CALLERS.has(name))
  const events = names('event')

  it('name every error of the contracts', () => {
    assert.ok(errors.length >= FEWEST_ERRORS, `only ${errors.length} errors were found`)
    assert.deepEqual(unnamed(errors), [])
  })

  it('name every event of the contracts', () => {
    assert.ok(events.length >= FEWEST_EVENTS, `only ${events.length} events were found`)
    assert.deepEqual(unnamed(events), [])
  })

  it('name every code with which a trade is skipped', () => {
    assert.deepEqual(unnamed(SKIP_CODES), [])
  })

  function unnamed(all: readonly string[]): string[] {
    return all.filter((name) => !new RegExp(`\\b${name}\\b`).test(tests)).toSorted()
  }
})

function sourcesUnder(folder: string, pattern: RegExp): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => pattern.test(file))
  return files
    .filter((file) => !file.startsWith('repo'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
}
