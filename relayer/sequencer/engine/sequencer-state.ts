import type { BookView, Command, EngineEvent, Expire, Hex, OrderView, Sequenced, TradeView } from './types.ts'

const unbuilt = (): never => {
  throw new Error('not built yet')
}

/**
 * Everything the journal determines: books, lanes, accounts, live orders with their signatures, trades in flight.
 * Deterministic and synchronous; the same commands give the same events and the same `hash()`.
 * Use: position = journal.append(command, timeMs); events = state.apply({ position, timeMs, command });
 * await journal.whenDurable(position); only then acknowledge, publish or send anything that follows from it.
 */
export class SequencerState {
  /** Position of the last applied command, 0 before the first. */
  position = 0

  /** Applies one command; positions must be consecutive. Refusals are `rejected` events, never exceptions. */
  apply(_sequenced: Sequenced<Command>): EngineEvent[] {
    return unbuilt()
  }
  /** EXPIRE commands for orders whose expiry second is before `timeMs`, oldest expiry first; sequence them before the next command. */
  dueExpiries(_timeMs: number, _limit: number): Expire[] {
    return unbuilt()
  }
  hasMarket(_series: number): boolean {
    return unbuilt()
  }
  book(_series: number, _final: boolean, _depth: number): BookView {
    return unbuilt()
  }
  /** Any order not yet released, ended ones with trades in flight included. */
  order(_position: number): OrderView | undefined {
    return unbuilt()
  }
  /** The order of a lane that has not ended, whatever its state. */
  orderInLane(_account: Hex, _lane: number): OrderView | undefined {
    return unbuilt()
  }
  /** Highest seq the lane has seen, 0 if none. */
  laneSeq(_account: Hex, _lane: number): number {
    return unbuilt()
  }
  /** All unreleased orders of an account. */
  ordersOf(_account: Hex): OrderView[] {
    return unbuilt()
  }
  /** Trades that wait for a batch, in trade order. */
  matchedTrades(_limit: number): TradeView[] {
    return unbuilt()
  }
  /** All trades not yet FINAL or SKIPPED, in trade order. */
  trades(): TradeView[] {
    return unbuilt()
  }
  trade(_tradeId: number): TradeView | undefined {
    return unbuilt()
  }
  /** sha256 of `serialize()`. */
  hash(): Hex {
    return unbuilt()
  }
  /** Canonical bytes: books in queue order, lanes, accounts, orders with payload, trades in flight. */
  serialize(): Uint8Array {
    return unbuilt()
  }
  static restore(_bytes: Uint8Array): SequencerState {
    return unbuilt()
  }
}
