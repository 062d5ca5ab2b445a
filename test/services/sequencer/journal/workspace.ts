import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { EngineEvent } from '../../../../relayer/sequencer/engine/types.ts'
import { type Recovered, type RecoverOptions, recover } from '../../../../relayer/sequencer/journal/recover.ts'
import { randomFrom } from '../../../bench/random.ts'
import { RandomCommands } from '../engine/random-commands.ts'

export const limits = {
  orders: 4096,
  trades: 4096,
  markets: 4,
  accounts: 64,
  lanes: 8192,
  treeNodes: 1024,
  keepAlives: 64,
  tradesPerCommand: 64,
}

export const BLOCK = { blockNumber: 12n, blockHash: `0x${'ab'.repeat(32)}`, extra: Buffer.from('mirror') } as const

/** A directory that goes with the test. */
export const makeDirectory = async (test: TestContext): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'genex-journal-'))
  // Its hook is the first to run: what the test started may still write, and a hook that fails keeps the others from running.
  test.after(() => rm(directory, { recursive: true, force: true, maxRetries: 20 }))
  return directory
}

/** Opens the journal; what it logs is collected. */
export const start = async (
  directory: string,
  options: Partial<RecoverOptions> = {},
): Promise<Recovered & { logged: string[] }> => {
  const logged: string[] = []
  const log = (_: unknown, message: string): void => void logged.push(message)
  return { ...(await recover({ directory, limits, log, ...options })), logged }
}

/** Appends and applies random commands, durable at the end. */
export const write = async ({ journal, state }: Recovered, count: number, seed = 1): Promise<EngineEvent[][]> => {
  const commands = new RandomCommands(state, randomFrom(seed + state.position))
  const events: EngineEvent[][] = []
  for (let index = 0; index < count; index++) {
    const { command, timeMs } = commands.next()
    const position = journal.append(command, timeMs)
    events.push(state.apply({ position, timeMs, command }))
  }
  await journal.whenDurable(journal.position)
  return events
}
