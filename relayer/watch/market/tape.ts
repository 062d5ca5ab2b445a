import type { EngineLimits } from '../../sequencer/engine/limits.ts'
import {
  CLASS_IOC,
  CLASS_MASK,
  CLASS_SHIFT,
  FLAG_FINAL,
  FLAG_MARKET,
  FLAG_SELL,
} from '../../sequencer/engine/order-flags.ts'
import { SequencerState } from '../../sequencer/engine/sequencer-state.ts'
import type { EngineEvent, Hex, Place, Sequenced, Side } from '../../sequencer/engine/types.ts'
import type { MarketFact } from './facts.ts'

/** Whose an order is and where it stands; kept until the engine has forgotten it. */
interface KnownOrder {
  series: number
  final: boolean
  account: Hex
  side: Side
  price: bigint
}

/** What a checkpoint keeps: the engine's canonical bytes and whose the known orders are. */
export interface TapeState {
  engine: Uint8Array
  orders: Map<number, KnownOrder>
}

/** Replays the engine and tells what each command did in words that name accounts, prices and sides. Deterministic. */
export class Tape {
  readonly engine: SequencerState
  readonly #orders: Map<number, KnownOrder>

  constructor(limits?: EngineLimits, { engine, orders }: Partial<TapeState> = {}) {
    this.engine = engine ? SequencerState.restore(engine, limits) : new SequencerState(limits)
    this.#orders = orders ?? new Map()
  }

  state(): TapeState {
    return { engine: this.engine.serialize(), orders: this.#orders }
  }

  /** Applies the next command of the journal. */
  apply(sequenced: Sequenced): MarketFact[] {
    const facts: MarketFact[] = []
    const events = this.engine.apply(sequenced)
    const { command } = sequenced
    if (command.kind === 'SET_GROUP' && !events.some(({ kind }) => kind === 'rejected'))
      facts.push({ kind: 'grouped', accounts: command.accounts.map((account) => account.toLowerCase() as Hex) })
    for (const event of events) {
      const fact = this.#factOf(event, sequenced)
      if (fact) facts.push(fact)
    }
    return facts
  }

  #factOf(event: EngineEvent, { command }: Sequenced): MarketFact | undefined {
    switch (event.kind) {
      case 'accepted':
        return command.kind === 'PLACE' ? this.#placed(event.position, command) : undefined
      case 'rested':
      case 'restored': {
        const { kind, position: order, quantity } = event
        return { kind, order, ...this.#orderAt(order), quantity }
      }
      case 'ended': {
        const { kind, position: order, unfilled, filled, reason } = event
        return { kind, order, ...this.#orderAt(order), unfilled, filled, reason }
      }
      case 'trade': {
        const { kind, tradeId, series, final, price, quantity, takerSide, buyPosition, sellPosition } = event
        const { account: buyer } = this.#orderAt(buyPosition)
        const { account: seller } = this.#orderAt(sellPosition)
        const orders = { buyOrder: buyPosition, sellOrder: sellPosition }
        return { kind, tradeId, series, final, price, quantity, buyer, seller, ...orders, takerSide }
      }
      case 'market-opened':
        return { kind: event.kind, series: event.series }
      case 'released':
        this.#orders.delete(event.position)
        return undefined
      default:
        return undefined
    }
  }

  #placed(position: number, { order }: Place): MarketFact {
    const { flags, series, price, quantity } = order
    const account = order.account.toLowerCase() as Hex
    const side: Side = (flags & FLAG_SELL) === 0 ? 'buy' : 'sell'
    const known: KnownOrder = { series, final: (flags & FLAG_FINAL) !== 0, account, side, price }
    const rests = (flags & CLASS_MASK) >> CLASS_SHIFT < CLASS_IOC && (flags & FLAG_MARKET) === 0
    this.#orders.set(position, known)
    return { kind: 'placed', order: position, ...known, quantity, rests }
  }

  #orderAt(position: number): KnownOrder {
    const order = this.#orders.get(position)
    if (order === undefined) throw new RangeError(`no order was accepted at position ${position}`)
    return order
  }
}
