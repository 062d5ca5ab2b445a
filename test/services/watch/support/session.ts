import { hash } from 'node:crypto'
import { CHOICE_SHIFT, CLASS_SHIFT, FLAG_SELL } from '../../../../relayer/sequencer/engine/order-flags.ts'
import { SequencerState } from '../../../../relayer/sequencer/engine/sequencer-state.ts'
import type {
  BookView,
  Command,
  EndedEvent,
  EngineEvent,
  Hex,
  Side,
  TradeEvent,
} from '../../../../relayer/sequencer/engine/types.ts'
import type { JournalRecord } from '../../../../relayer/watch/journal/records.ts'

export const START_MS = Date.UTC(2027, 0, 4, 9)
export const TICK = 10_000n
export const SERIES = 1
const CLASSES = { GTC: 0, IOC: 2 }
const CHOICE_ANY = 2

export const sessionLimits = {
  orders: 8_192,
  trades: 65_536,
  markets: 8,
  accounts: 256,
  lanes: 8_192,
  treeNodes: 4_096,
  keepAlives: 64,
  tradesPerCommand: 256,
}

export const accountOf = (number: number): Hex => `0x${number.toString(16).padStart(40, 'c')}`

export interface OrderWish {
  side: Side
  /** In ticks. */
  price: number
  quantity: number
  lane?: number
  isImmediate?: boolean
}

/** A market in which tests and benches act; what happens is kept as the journal would have it. */
export class Session {
  readonly state = new SequencerState(sessionLimits)
  readonly records: JournalRecord[] = []
  timeMs = START_MS
  /** Told of every trade. */
  onTrade: (trade: { buyer: Hex; seller: Hex; quantity: number }) => void = () => {}
  readonly #cancels = new Map<Hex, { placed: number; cancelled: number }>()
  readonly #accounts = new Map<number, Hex>()
  readonly #seqs = new Map<string, number>()

  readonly #series: number

  constructor(series = SERIES) {
    this.#series = series
    this.do({ kind: 'OPEN_MARKET', series, tick: TICK })
  }

  do(command: Command): EngineEvent[] {
    const headBefore = this.records.at(-1)?.head ?? `0x${'00'.repeat(32)}`
    const position = this.state.position + 1
    // The files' own chain hashes the record's bytes; here any chain does.
    const head: Hex = `0x${hash('sha256', `${headBefore}${position}${this.timeMs}${command.kind}`, 'hex')}`
    const record = { position, timeMs: this.timeMs, command, headBefore, head }
    this.records.push(record)
    const events = this.state.apply(record)
    for (const event of events) {
      if (event.kind === 'trade') this.#tell(event)
      if (event.kind === 'ended') this.#count(event)
    }
    return events
  }

  /** Resting orders that an account placed, and those that it took back unfilled. */
  cancelsOf(account: Hex): { placed: number; cancelled: number } {
    return this.#cancels.get(account) ?? { placed: 0, cancelled: 0 }
  }

  #count({ position, reason, filled }: EndedEvent): void {
    const account = this.#accounts.get(position)
    if (account === undefined || (reason !== 'USER' && reason !== 'REPLACED') || filled > 0) return
    const { placed, cancelled } = this.cancelsOf(account)
    this.#cancels.set(account, { placed, cancelled: cancelled + 1 })
  }

  #tell({ buyPosition, sellPosition, quantity }: TradeEvent): void {
    const accountAt = (position: number) => this.#accounts.get(position) ?? '0x'
    this.onTrade({ buyer: accountAt(buyPosition), seller: accountAt(sellPosition), quantity })
  }

  /** Places with the next seq of the lane, so a resting order there is replaced. */
  place(account: Hex, { side, price, quantity, lane = 0, isImmediate = false }: OrderWish): EngineEvent[] {
    const key = `${account}/${lane}`
    const seq = (this.#seqs.get(key) ?? 0) + 1
    this.#seqs.set(key, seq)
    const flags =
      (side === 'sell' ? FLAG_SELL | (CHOICE_ANY << CHOICE_SHIFT) : 0) |
      ((isImmediate ? CLASSES.IOC : CLASSES.GTC) << CLASS_SHIFT)
    const expiry = Math.floor(this.timeMs / 1000) + (isImmediate ? 30 : 86_400)
    const common = { series: this.#series, epoch: 0, maxFeeBps: 50, minResalesLeft: 0, unitId: 0n }
    const order = { account, flags, price: BigInt(price) * TICK, quantity, lane, seq, expiry, ...common }
    this.#accounts.set(this.state.position + 1, account)
    const { placed, cancelled } = this.cancelsOf(account)
    if (!isImmediate) this.#cancels.set(account, { placed: placed + 1, cancelled })
    return this.do({
      kind: 'PLACE',
      order,
      hash: `0x${'11'.repeat(32)}`,
      signature: `0x${'22'.repeat(64)}`,
      selfTradePrevention: 'cancel-maker',
    })
  }

  /** Takes the lane's order back, if one stands there, or lets it run out. */
  cancel(account: Hex, lane = 0, kind: 'CANCEL' | 'EXPIRE' = 'CANCEL'): void {
    if (this.state.orderInLane(account, lane) === undefined) return
    this.do({ kind, account, lane, seq: this.#seqs.get(`${account}/${lane}`) ?? 0 })
  }

  /** States that the accounts are one group; one alone leaves its group. */
  group(accounts: readonly Hex[]): void {
    const signatures = accounts.map((): Hex => `0x${'33'.repeat(64)}`)
    this.do({ kind: 'SET_GROUP', accounts: [...accounts], signatures, version: this.state.position + 1 })
  }

  hasOrder(account: Hex, lane: number): boolean {
    return this.state.orderInLane(account, lane) !== undefined
  }

  /** Best prices in ticks; undefined where the book is empty. */
  best(): { bid: number | undefined; ask: number | undefined } {
    const { bids, asks }: BookView = this.state.book(this.#series, false, 1)
    const ticks = (price: bigint | undefined) => (price === undefined ? undefined : Number(price / TICK))
    return { bid: ticks(bids[0]?.price), ask: ticks(asks[0]?.price) }
  }

  lastPrice(): number | undefined {
    const { lastPrice } = this.state.book(this.#series, false, 1)
    return lastPrice === 0n ? undefined : Number(lastPrice / TICK)
  }

  wait(ms: number): void {
    this.timeMs += ms
  }
}
