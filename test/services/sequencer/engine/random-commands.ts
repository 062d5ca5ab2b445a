import { CHOICE_SHIFT, CLASS_SHIFT, FLAG_SELL } from '../../../../relayer/sequencer/engine/order-flags.ts'
import type { SequencerState } from '../../../../relayer/sequencer/engine/sequencer-state.ts'
import {
  type Command,
  guilties,
  type Hex,
  type OrderView,
  type TradeOutcome,
} from '../../../../relayer/sequencer/engine/types.ts'

const START_MS = 1_800_000_000_000
const TICK = 10_000n
const CHOICE_ANY = 2

export interface Step {
  command: Command
  timeMs: number
}

/** A plausible stream of commands for a state: orders, cancels, expiries, batches, outcomes, reorgs; the same for the same start. */
export class RandomCommands {
  readonly #random: () => number
  readonly #state: SequencerState
  readonly #accounts: number
  #timeMs = START_MS
  #batchNo = 0
  #seq = 0

  constructor(state: SequencerState, random: () => number, accounts = 20) {
    this.#state = state
    this.#random = random
    this.#accounts = accounts
  }

  next(): Step {
    this.#timeMs += this.#below(20)
    const [silence] = this.#state.dueSilences(this.#timeMs)
    const [due] = this.#state.dueExpiries(this.#timeMs, 1)
    return { command: silence ?? due ?? this.#pick(), timeMs: this.#timeMs }
  }

  #pick(): Command {
    if (!this.#state.hasMarket(1)) return { kind: 'OPEN_MARKET', series: 1, tick: TICK }
    const dice = this.#below(1000)
    if (dice < 600) return this.#place()
    if (dice < 900) return this.#cancel() ?? this.#place()
    if (dice < 960) return this.#settlement() ?? this.#place()
    if (dice < 980) return { kind: 'FINALIZED', toBatchNo: Math.max(0, this.#batchNo - 1) }
    if (dice < 988) return this.#keepAlive()
    if (dice < 990) return this.#group()
    if (dice < 992) return { kind: 'REVERTED', fromBatchNo: this.#batchNo }
    if (dice < 996) return { kind: 'CANCEL_ALL', account: this.#account(), series: 1 }
    return { kind: 'EVICT', account: this.#account() }
  }

  #place(): Command {
    const isSell = this.#below(2) === 1
    const away = this.#below(40) - 6
    const orderClass = this.#below(8) < 6 ? 0 : this.#below(4)
    const flags = (isSell ? FLAG_SELL | (CHOICE_ANY << CHOICE_SHIFT) : 0) | (orderClass << CLASS_SHIFT)
    const seq = ++this.#seq
    return {
      kind: 'PLACE',
      order: {
        account: this.#account(),
        series: 1,
        flags,
        price: BigInt(4500 + (isSell ? away : -away)) * TICK,
        quantity: 1 + this.#below(20),
        lane: this.#below(128),
        seq,
        epoch: 1,
        expiry: Math.floor(this.#timeMs / 1000) + 1 + this.#below(3600),
        maxFeeBps: 50,
        minResalesLeft: 0,
        unitId: 0n,
      },
      hash: `0x${seq.toString(16).padStart(64, '0')}`,
      signature: `0x${seq.toString(16).padStart(128, '7')}`,
      ...(this.#below(2) === 0 ? { clientOrderId: `order ${seq}` } : {}),
      ...(this.#below(9) === 0 ? { publicKey: `0x${'42'.repeat(64)}` as const } : {}),
      selfTradePrevention: this.#below(2) === 0 ? 'cancel-maker' : 'cancel-taker',
    }
  }

  #cancel(): Command | undefined {
    const account = this.#account()
    const order: OrderView | undefined = this.#state.orderInLane(account, this.#below(128))
    return order && { kind: 'CANCEL', account, lane: order.place.order.lane, seq: order.place.order.seq }
  }

  /** Most switches are renewed or ended by a later one, the rest fall due. */
  #keepAlive(): Command {
    const series = this.#below(3)
    const timeoutMs = this.#below(4) === 0 ? 0 : 100 + this.#below(2000)
    return { kind: 'KEEP_ALIVE', account: this.#account(), ...(series === 0 ? {} : { series }), timeoutMs }
  }

  #group(): Command {
    const accounts = [...new Set([this.#account(), this.#account(), this.#account()])]
    const signatures = accounts.map((account): Hex => `0x${account.slice(2).repeat(2)}`)
    return { kind: 'SET_GROUP', accounts, version: this.#timeMs, signatures }
  }

  /** Outcomes of the batch in flight, or a new batch of what is matched. */
  #settlement(): Command | undefined {
    const submitted = this.#state.trades().filter(({ state }) => state === 'SUBMITTED')
    const first = submitted[0]
    if (first !== undefined) {
      const trades = submitted.filter(({ batchNo }) => batchNo === first.batchNo)
      return { kind: 'SETTLED', batchNo: first.batchNo, outcomes: trades.map(({ tradeId }) => this.#outcome(tradeId)) }
    }
    const tradeIds = this.#state.matchedTrades(50).map(({ tradeId }) => tradeId)
    return tradeIds.length === 0 ? undefined : { kind: 'SUBMITTED', batchNo: ++this.#batchNo, tradeIds }
  }

  #outcome(tradeId: number): TradeOutcome {
    const guilty = this.#below(12) === 0 ? guilties[this.#below(guilties.length)] : undefined
    return guilty === undefined ? { tradeId, outcome: 'filled' } : { tradeId, outcome: 'skipped', guilty, skipCode: 5 }
  }

  #account(): Hex {
    return `0x${(1 + this.#below(this.#accounts)).toString(16).padStart(40, 'c')}`
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }
}
