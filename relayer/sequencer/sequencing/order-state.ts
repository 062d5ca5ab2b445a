import type { SequencerState } from '../engine/sequencer-state.ts'
import type { OrderState } from '../engine/types.ts'
import type { OrderEntry } from './order-registry.ts'

/** The engine's word while it knows the order; afterwards how it ended. Filled whole is FINAL, also when a later order took the lane. */
export function stateOf(
  state: SequencerState,
  { position, ended, finalUnits, place }: Pick<OrderEntry, 'position' | 'ended' | 'finalUnits' | 'place'>,
): OrderState {
  return state.order(position)?.state ?? (ended && finalUnits < place.order.quantity ? ended.state : 'FINAL')
}
