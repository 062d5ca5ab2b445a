import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { partitionName } from '../sequencer/journal/partition-name.ts'
import { followSegments } from './journal/follow-segments.ts'
import type { Alert } from './surveillance/alert.ts'
import { verifyAlert } from './surveillance/verify-alert.ts'

/**
 * `node relayer/watch/verify.ts <alert.json> [directory]`: whether the journal in the directory proves the alert, as
 * `/internal/v1/alerts/<id>` gives it; by default that of its partition under `.genex`. Needs nothing else. Prints JSON; exit code 1 when it does not.
 */
const { positionals } = parseArgs({ allowPositionals: true })
const [file, directory] = positionals
if (file === undefined) throw new Error('name the file that holds the alert')
const { seq: _place, ...alert }: Alert & { seq?: number } = JSON.parse(await readFile(file, 'utf8'))
const proof = await verifyAlert(alert, followSegments({ directory: directory ?? defaultDirectory(alert) }))
console.log(JSON.stringify({ id: alert.id, ...proof }, null, 2))
process.exitCode = proof.isProven ? 0 : 1

function defaultDirectory({ evidence }: Alert): string {
  const [part = 1, count = 1] = (evidence.partition ?? '1/1').split('/').map(Number)
  return join('.genex', partitionName('sequencer', { index: part - 1, count }))
}
