import { recover } from '../../relayer/sequencer/journal/recover.ts'

/** What a freshly started sequencer does first; prints how long it took and what it found. */
const [directory = ''] = process.argv.slice(2)
const start = performance.now()
const { journal, replayed, state } = await recover({ directory, log: () => {} })
const seconds = (performance.now() - start) / 1000
await journal.close()
process.stdout.write(JSON.stringify({ replayed, seconds, hash: state.hash() }))
