import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { recover } from '../../relayer/sequencer/journal/recover.ts'
import { RandomCommands } from '../services/sequencer/engine/random-commands.ts'
import { randomFrom } from './random.ts'

const RECOVER_ONCE = join(import.meta.dirname, 'recover-once.ts')
const COMMANDS = 100_000
/** Commands of one group commit while the journal is written. */
const GROUP = 1000

/** A new process after a crash in the worst case: 100,000 commands behind the last snapshot, every hash checked, cold code. */
export async function measureRecovery(): Promise<{ commands: number; seconds: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'genex-recovery-'))
  try {
    const written = await writeJournal(directory)
    const { stdout } = await promisify(execFile)(process.execPath, [RECOVER_ONCE, directory])
    const { hash, replayed, seconds } = JSON.parse(stdout)
    if (replayed !== COMMANDS || hash !== written) throw new Error('the replay is not what was written')
    return { commands: replayed, seconds: Math.round(seconds * 1000) / 1000 }
  } finally {
    await rm(directory, { recursive: true })
  }
}

const writeJournal = async (directory: string): Promise<string> => {
  const { journal, state } = await recover({ directory, log: () => {} })
  const commands = new RandomCommands(state, randomFrom(7), 200)
  while (journal.position < COMMANDS) {
    const { command, timeMs } = commands.next()
    const position = journal.append(command, timeMs)
    state.apply({ position, timeMs, command })
    if (position % GROUP === 0) await journal.whenDurable(position)
  }
  await journal.close()
  return state.hash()
}
