import type { EngineLimits } from '../../../../relayer/sequencer/engine/limits.ts'
import {
  CHOICE_SHIFT,
  CLASS_SHIFT,
  FLAG_FINAL,
  FLAG_MARKET,
  FLAG_POST_ONLY,
  FLAG_SELL,
} from '../../../../relayer/sequencer/engine/order-flags.ts'
import { SequencerState } from '../../../../relayer/sequencer/engine/sequencer-state.ts'
import type {
  Command,
  EngineEvent,
  Hex,
  Place,
  SelfTradePrevention,
} from '../../../../relayer/sequencer/engine/types.ts'

export const START_MS = 1_800_000_000_000
export const TICK = 10_000n
const CLASSES = { GTC: 0, GTD: 1, IOC: 2, FOK: 3 }
const CHOICE_ANY = 2

export const smallLimits: EngineLimits = {
  orders: 64,
  trades: 64,
  markets: 8,
  accounts: 16,
  lanes: 64,
  treeNodes: 256,
  keepAlives: 4,
  tradesPerCommand: 32,
}

export const addressOf = (account: number): Hex => `0x${account.toString(16).padStart(40, 'a')}`

export interface PlaceOptions {
  lane?: number
  seq?: number
  series?: number
  final?: boolean
  class?: keyof typeof CLASSES
  postOnly?: boolean
  market?: boolean
  choice?: number
  lifeSec?: number
  selfTradePrevention?: SelfTradePrevention
}

/** A state with one open market and short words for what happens to it; lanes are used one after the other. */
export class Exchange {
  readonly state: SequencerState
  timeMs = START_MS
  readonly #seqs = new Map<string, number>()
  readonly #lanes = new Map<number, number>()

  constructor(limits: EngineLimits = smallLimits) {
    this.state = new SequencerState(limits)
    this.do({ kind: 'OPEN_MARKET', series: 1, tick: TICK })
  }

  /** Events of one command, without the level totals. */
  do(command: Command): EngineEvent[] {
    return this.doAll(command).filter(({ kind }) => kind !== 'level')
  }

  doAll(command: Command): EngineEvent[] {
    return this.state.apply({ position: this.state.position + 1, timeMs: this.timeMs, command })
  }

  /** Price in ticks. */
  buy(account: number, ticks: number, quantity: number, options: PlaceOptions = {}): EngineEvent[] {
    return this.do(this.order(account, 'buy', ticks, quantity, options))
  }

  sell(account: number, ticks: number, quantity: number, options: PlaceOptions = {}): EngineEvent[] {
    return this.do(this.order(account, 'sell', ticks, quantity, options))
  }

  order(account: number, side: 'buy' | 'sell', ticks: number, quantity: number, options: PlaceOptions): Place {
    const lane = options.lane ?? this.#nextLane(account)
    const key = `${account}/${lane}`
    const seq = options.seq ?? (this.#seqs.get(key) ?? 0) + 1
    this.#seqs.set(key, seq)
    const flags =
      (side === 'sell' ? FLAG_SELL | ((options.choice ?? CHOICE_ANY) << CHOICE_SHIFT) : 0) |
      (options.final === true ? FLAG_FINAL : 0) |
      (options.postOnly === true ? FLAG_POST_ONLY : 0) |
      (options.market === true ? FLAG_MARKET : 0) |
      (CLASSES[options.class ?? 'GTC'] << CLASS_SHIFT)
    return {
      kind: 'PLACE',
      order: {
        account: addressOf(account),
        series: options.series ?? 1,
        flags,
        price: BigInt(ticks) * TICK,
        quantity,
        lane,
        seq,
        epoch: 0,
        expiry: Math.floor(this.timeMs / 1000) + (options.lifeSec ?? 3600),
        maxFeeBps: 50,
        minResalesLeft: 0,
        unitId: 0n,
      },
      hash: `0x${'11'.repeat(32)}`,
      signature: `0x${'22'.repeat(64)}`,
      selfTradePrevention: options.selfTradePrevention ?? 'cancel-maker',
    }
  }

  /** What the shell does before every command. */
  expireDue(): EngineEvent[] {
    return this.state.dueExpiries(this.timeMs, 100).flatMap((expire) => this.do(expire))
  }

  submit(batchNo: number, ...tradeIds: number[]): EngineEvent[] {
    return this.do({ kind: 'SUBMITTED', batchNo, tradeIds })
  }

  /** "2@10" per level, best first: open quantity at price in ticks. */
  side(side: 'bids' | 'asks', final = false): string[] {
    const book = this.state.book(1, final, 100)
    return book[side].map(({ price, quantity }) => `${quantity}@${price / TICK}`)
  }

  #nextLane(account: number): number {
    const lane = this.#lanes.get(account) ?? 0
    this.#lanes.set(account, lane + 1)
    return lane
  }
}

/** Trades as "quantity@ticks buy<-sell" by position, and ends as "reason position -unfilled". */
export const summary = (events: EngineEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.kind === 'rejected') return [event.code]
    if (event.kind === 'trade') {
      return [`${event.quantity}@${event.price / TICK} ${event.buyPosition}<-${event.sellPosition}`]
    }
    if (event.kind === 'ended') return [`${event.reason} ${event.position} -${event.unfilled}`]
    return event.kind === 'restored' ? [`restored ${event.position} +${event.quantity}`] : []
  })
