import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createHttp } from '../../sdk/src/client/http.ts'
import { REPOSITORY_DIR } from '../config.ts'
import type { LocalEnvironment } from '../environment.ts'
import { until } from '../until.ts'
import { check, type Stage } from './stage.ts'

const run = promisify(execFile)

interface SequencerState {
  position: string | number
  bookHash: string
  pendingTrades: number
}

interface Verification {
  position: string | number
  fullReplayHash: string
  isEqual: boolean
}

/** After everything: the book is what the journal says, the index what the chain says, and the ledger sums to zero. */
export async function prove(stage: Stage, environment: LocalEnvironment): Promise<void> {
  const { tell, world } = stage
  tell.chapter('Proofs')
  const book = await proveBook(environment)
  tell.step('The book equals the replay of the whole journal.', {
    'journal position': book.position,
    hash: book.fullReplayHash,
  })

  const index = await run(process.execPath, [join(REPOSITORY_DIR, 'ponder', 'reindex.ts')], {
    env: environment,
    maxBuffer: 1 << 26,
  })
  const comparison: { differing: string[]; hashes: Record<string, string> } = JSON.parse(documentIn(index.stdout))
  check('tables that differ from a re-index', comparison.differing, [])
  tell.step('The index equals a re-index from the first block, over all tables.', {
    hashes: Object.values(comparison.hashes).join(' = '),
  })

  const http = createHttp(world.url)
  const balance = await http.get<{ isBalanced: boolean; assets: unknown[] }>('/api/v1/ledger/trial-balance')
  check('the ledger is balanced', balance.isBalanced, true)
  tell.step('The ledger sums to zero.', { assets: balance.assets.length })
}

/** Reads both sides until no command came between them. */
async function proveBook(environment: LocalEnvironment): Promise<Verification> {
  let equal: Verification | undefined
  const sequencer = createHttp(environment.SEQUENCER_URL ?? '', async () => ({
    authorization: `Bearer ${environment.INTERNAL_TOKEN}`,
  }))
  await until('a quiet moment of the sequencer', async () => {
    const script = join(REPOSITORY_DIR, 'relayer', 'sequencer', 'verify.ts')
    const { stdout } = await run(process.execPath, [script, join(environment.DATA_DIR ?? '', 'sequencer')])
    const replayed: Verification = JSON.parse(documentIn(stdout))
    const live = await sequencer.get<SequencerState>('/internal/v1/state')
    check('snapshots and replay', replayed.isEqual, true)
    if (String(live.position) !== String(replayed.position) || live.pendingTrades > 0) return false
    check('book and replayed journal', live.bookHash, replayed.fullReplayHash)
    equal = replayed
    return true
  })
  if (!equal) throw new Error('unreachable: until resolved without a verification')
  return equal
}

/** The JSON document in a program's output, between the lines that it logged. */
function documentIn(output: string): string {
  const lines = output.split('\n')
  return lines.slice(lines.indexOf('{'), lines.indexOf('}') + 1).join('\n')
}
