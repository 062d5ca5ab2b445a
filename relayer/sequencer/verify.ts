import { parseArgs } from 'node:util'
import { verifyJournal } from './journal/verify.ts'

/**
 * `node relayer/sequencer/verify.ts <directory>`: replays the whole journal of `${DATA_DIR}/sequencer` and compares it
 * with every snapshot and with snapshot + tail. Prints JSON; exit code 1 when anything differs or is damaged.
 */
const { positionals } = parseArgs({ allowPositionals: true })
const directory = positionals[0] ?? '.genex/sequencer'
const result = await verifyJournal(directory, (entry, message) => console.error(message, entry))
console.log(JSON.stringify(result, null, 2))
process.exitCode = result.isEqual ? 0 : 1
