import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Readers use these views; they move to a new schema when it has caught up. */
export const VIEWS_SCHEMA = 'live'

/** What decides the content of a table: handlers, postings, tables, ABIs and decoders, and ponder itself. */
const SOURCES = [
  'ponder/ponder.config.ts',
  'ponder/ponder.schema.ts',
  'ponder/schema/*.ts',
  'ponder/src/**/*.ts',
  'sdk/src/**/*.ts',
  'node_modules/ponder/package.json',
]

/**
 * The schema of one code on one pair of deployments: other code or other chains index into a new schema from the start,
 * while readers keep the views of the old one until the new one has caught up.
 * @param identity Contract addresses and the hashes of the chains' first blocks.
 */
export function schemaName(identity: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(identity))
  for (const file of SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }).toSorted())) {
    hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)))
  }
  return `genex_${hash.digest('hex').slice(0, 8)}`
}
