import type { SequencerState } from '../engine/sequencer-state.ts'
import type { OrderState } from '../engine/types.ts'
import type { OrderEntry } from './order-registry.ts'

/** The engine's word while it knows the order; afterwards how it ended. Filled whole is FINAL, also when a later order took the lane. */
export function stateOf(
  state: SequencerState,
  { position, ended }: Pick<OrderEntry, 'position' | 'ended'>,
): OrderState {
  return state.order(position)?.state ?? (ended && ended.unfilled > 0 ? ended.state : 'FINAL')
}
