import { stdout } from 'node:process'
import { recover } from '../../../../relayer/sequencer/journal/recover.ts'
import { writeSnapshot } from '../../../../relayer/sequencer/journal/snapshots.ts'
import { randomFrom } from '../../../bench/random.ts'
import { RandomCommands } from '../engine/random-commands.ts'
import { BLOCK, limits } from './workspace.ts'

/** A real writer, to be killed: prints "position head" of what it acknowledges, one line per group. */
const directory = process.argv[2] ?? ''
const log = (entry: Record<string, unknown>, message: string): void => console.error(message, entry)
const { journal, state } = await recover({ directory, limits, log, segmentBytes: 20_000 })
const commands = new RandomCommands(state, randomFrom(state.position + 1))
for (let group = 1; ; group++) {
  for (let index = 0; index < 7; index++) {
    const { command, timeMs } = commands.next()
    const position = journal.append(command, timeMs)
    state.apply({ position, timeMs, command })
  }
  const { head, position } = journal
  await journal.whenDurable(position)
  stdout.write(`${position} ${head}\n`)
  if (group % 20 === 0) await writeSnapshot({ journal, state, directory }, BLOCK)
}
