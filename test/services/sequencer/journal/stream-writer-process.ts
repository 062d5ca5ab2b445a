import { stdout } from 'node:process'
import { BaseError } from '../../../../kit/errors.ts'
import { journalUrlField } from '../../../../relayer/sequencer/journal/journal-url.ts'
import { writeSnapshot } from '../../../../relayer/sequencer/journal/snapshots.ts'
import { openStream } from '../../../../relayer/sequencer/journal/stream/open-stream.ts'
import { Standby } from '../../../../relayer/sequencer/journal/stream/standby.ts'
import { randomFrom } from '../../../bench/random.ts'
import { RandomCommands } from '../engine/random-commands.ts'
import { BLOCK, limits } from './workspace.ts'

/**
 * A real writer of a stream, to be killed or stopped: follows, leads when it may, then prints "position head" of what it
 * acknowledges, one line per group. Ends with the error's code as its last line.
 */
const [directory = '', url = '', name = '', replicas = '1'] = process.argv.slice(2)
const log = (entry: Record<string, unknown>, message: string): void => console.error(message, JSON.stringify(entry))
const options = { url: journalUrlField.parse(url), name, replicas: Number(replicas), log }
try {
  const stream = await openStream(options)
  const standby = await Standby.open({ directory, limits, log, stream, onReplayed: () => {} })
  stdout.write('following\n')
  const journal = await standby.lead()
  stdout.write(`leading ${journal.epoch}\n`)
  const { state } = standby
  const commands = new RandomCommands(state, randomFrom(state.position + 1))
  for (let group = 1; ; group++) {
    for (let index = 0; index < 7; index++) {
      const { command, timeMs } = commands.next()
      const position = journal.append(command, timeMs)
      state.apply({ position, timeMs, command })
    }
    const { head, position } = journal
    await journal.whenDurable(position)
    await journal.confirm(1_000)
    stdout.write(`${position} ${head}\n`)
    if (group % 50 === 0) await writeSnapshot({ journal, state, directory }, BLOCK)
  }
} catch (error) {
  stdout.write(`${error instanceof BaseError ? error.code : String(error)}\n`)
  process.exit(3)
}
