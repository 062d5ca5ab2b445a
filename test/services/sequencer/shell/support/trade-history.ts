import { join } from 'node:path'
import { SequencerState } from '../../../../../relayer/sequencer/engine/sequencer-state.ts'
import { replayFiles } from '../../../../../relayer/sequencer/journal/replay.ts'

/** Every state that the journal gave a trade, in order; read beside the running sequencer. */
export async function tradeHistory(dataDir: string, tradeId: number): Promise<string[]> {
  const states: string[] = []
  await replayFiles({
    directory: join(dataDir, 'sequencer'),
    state: new SequencerState(),
    anchor: undefined,
    checkBytes: Number.POSITIVE_INFINITY,
    onReplayed: (_sequenced, events) => {
      for (const event of events) {
        if (event.kind === 'trade-state' && event.tradeId === tradeId) states.push(event.state)
      }
    },
  })
  return states
}
