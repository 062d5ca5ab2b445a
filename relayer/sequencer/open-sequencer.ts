import { BaseError } from '../../kit/errors.ts'
import type { Logger } from '../../kit/log.ts'
import type { SequencerState } from './engine/sequencer-state.ts'
import type { Journal } from './journal/journal.ts'
import { type LoadOptions, recover } from './journal/recover.ts'
import type { SnapshotJournal } from './journal/snapshots.ts'
import { openStream, type StreamOptions } from './journal/stream/open-stream.ts'
import { Standby } from './journal/stream/standby.ts'
import { Sequencer } from './sequencing/sequencer.ts'
import { ShellState } from './sequencing/shell-state.ts'

interface Options {
  directory: string
  clock: () => number
  log: Logger
  onFatal: (error: unknown) => void
  /** Of a replicated journal; without it the journal is files in the directory. */
  stream: Omit<StreamOptions, 'log'> | undefined
}

/** Book and shell as the journal tells them, from the newest snapshot on; they follow the journal until this process leads. */
export interface Follower {
  state: SequencerState
  shell: ShellState
  /** How far the journal is followed or written. */
  journal(): SnapshotJournal
  /** Resolves when this process is the journal's only writer: at once for files, which a lock fences. */
  lead(): Promise<Sequencer>
}

export async function openJournal({ clock, onFatal, ...options }: Options): Promise<Follower> {
  const shell = new ShellState()
  const opened = await (options.stream ? openStandby : openFiles)(options, shell)
  const { state } = opened
  const { position } = state
  const { snapshotPosition } = opened
  options.log.info({ position, snapshotPosition, replayed: position - snapshotPosition }, 'journal recovered')
  let journal: Journal | undefined
  return {
    state,
    shell,
    journal: () => journal ?? opened.followed(),
    lead: async () => {
      journal = await opened.lead()
      requireBatches(state, shell)
      options.log.info({ position: state.position, epoch: journal.epoch }, 'leading')
      return new Sequencer({ state, journal, shell, clock, onFatal }, state.timeMs)
    },
  }
}

interface Opened {
  state: SequencerState
  snapshotPosition: number
  followed: () => SnapshotJournal
  lead: () => Promise<Journal>
}

async function openFiles(options: Pick<Options, 'directory' | 'log'>, shell: ShellState): Promise<Opened> {
  const onReplayed = shell.apply.bind(shell)
  const { journal, snapshotPosition, state } = await recover({ ...loadOptions(options, shell), onReplayed })
  return { state, snapshotPosition, followed: () => journal, lead: async () => journal }
}

async function openStandby({ directory, log, stream }: Omit<Options, 'clock' | 'onFatal'>, shell: ShellState) {
  if (!stream) throw new RangeError('a standby follows a stream')
  const load = loadOptions({ directory, log }, shell)
  const opened = await openStream({ ...stream, log: load.log })
  const standby = await Standby.open({ ...load, stream: opened, onReplayed: shell.apply.bind(shell) })
  const { snapshotPosition, state } = standby
  return { state, snapshotPosition, followed: () => standby.journal, lead: () => standby.lead() }
}

function loadOptions({ directory, log }: Pick<Options, 'directory' | 'log'>, shell: ShellState): LoadOptions {
  return {
    directory,
    log: (entry, message) => log.info(entry, message),
    onSnapshot: (_state, { extra }) => shell.restore(extra),
  }
}

/** A trade whose batch's bytes are not in the journal could be sent twice in different ones: that is not started from. */
function requireBatches(state: SequencerState, { batches }: ShellState): void {
  const lost = state.trades().find(({ batchNo }) => batchNo !== 0 && !batches.get(batchNo))
  if (!lost) return
  const details = `Trade ${lost.tradeId} is in batch ${lost.batchNo}, which the journal does not hold.`
  throw new BaseError('A batch is missing.', { code: 'BATCH_MISSING', details, status: 500 })
}
