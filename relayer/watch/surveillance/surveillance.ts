import type { Hex } from '../../sequencer/engine/types.ts'
import { type Market, type MarketFact, marketKey, opposite } from '../market/facts.ts'
import type { MarketState } from '../market/market-state.ts'
import { type Alert, alertOf } from './alert.ts'
import { type Check, CheckQueue, checkKey } from './check-queue.ts'
import { detect } from './detect.ts'
import { type AlertKind, rangeOf } from './finding.ts'
import type { Owners } from './owners.ts'
import { isDominated } from './pulls.ts'
import { currentThresholds, type Thresholds } from './thresholds.ts'
import { type AccountWindow, addEntry, emptyWindow, entriesOf, type Place, prune, type TradeEntry } from './window.ts'

interface Dependencies {
  market: MarketState
  owners: Owners
  thresholds?: Thresholds
}

/** What a checkpoint keeps. */
export interface SurveillanceState {
  windows: Map<string, AccountWindow>
  checks: Map<AlertKind, Check[]>
  quietUntilMs: Map<string, number>
  sweptMs: number
}

/** Watches every account in every market along the journal. The same journal and owners give the same alerts. */
export class Surveillance {
  readonly #market: MarketState
  readonly #owners: Owners
  readonly #thresholds: Thresholds
  #windows = new Map<string, AccountWindow>()
  readonly #checks = new CheckQueue()
  /** Until when the same alert would say nothing new. */
  #quietUntilMs = new Map<string, number>()
  #sweptMs = 0

  constructor({ market, owners, thresholds = currentThresholds }: Dependencies) {
    this.#market = market
    this.#owners = owners
    this.#thresholds = thresholds
  }

  state(): SurveillanceState {
    const [windows, quietUntilMs, sweptMs] = [this.#windows, this.#quietUntilMs, this.#sweptMs]
    return { windows, checks: this.#checks.state(), quietUntilMs, sweptMs }
  }

  restore({ windows, checks, quietUntilMs, sweptMs }: SurveillanceState): void {
    this.#windows = windows
    this.#checks.restore(checks)
    this.#quietUntilMs = quietUntilMs
    this.#sweptMs = sweptMs
  }

  /** Judges what is due before a command of this time, which must not have been noted yet. */
  advance(timeMs: number): Alert[] {
    const alerts = this.#checks.due(timeMs).flatMap((check) => this.#judge(check) ?? [])
    // After judging: a long silence must not take from the windows what is still to be judged.
    if (timeMs >= this.#sweptMs + this.#thresholds.windowMs) this.#sweep(timeMs)
    return alerts
  }

  /** Notes a fact; to be called before the market takes it in. */
  note(fact: MarketFact, at: Place): void {
    if (fact.kind === 'market-opened') return
    for (const [account, entry] of entriesOf(fact, at, this.#market)) {
      addEntry(this.#windowOf(account, fact), entry)
      if (entry.kind === 'trade') this.#scheduleOwn(account, entry, fact)
    }
    if (fact.kind !== 'trade' || fact.buyer === fact.seller) return
    const accounts = [fact.buyer, fact.seller].toSorted()
    const dueMs = at.timeMs + this.#thresholds.settleMs
    this.#checks.add({ kind: 'wash-trading', accounts, ...marketOf(fact), dueMs })
  }

  /** Pulls are judged when their time is over, with what happened in its last millisecond. */
  #scheduleOwn(account: Hex, trade: TradeEntry, fact: Market): void {
    const { spoofing, layering, settleMs } = this.#thresholds
    const check = { accounts: [account], ...marketOf(fact) }
    const { timeMs } = trade.at
    this.#checks.add({ kind: 'momentum-ignition', ...check, dueMs: timeMs + settleMs })
    if (isDominated(trade, spoofing))
      this.#checks.add({ kind: 'spoofing', ...check, dueMs: timeMs + spoofing.pullMs + 1 })
    if (!isDominated(trade, layering) || trade.standing[opposite(trade.side)].levels < layering.minLevels) return
    this.#checks.add({ kind: 'layering', ...check, dueMs: timeMs + layering.pullMs + 1 })
  }

  #judge(check: Check): Alert | undefined {
    const key = checkKey(check)
    const { accounts, dueMs, kind, series, final } = check
    if (dueMs < (this.#quietUntilMs.get(key) ?? 0)) return undefined
    const windows = accounts.map((account) => this.#windowOf(account, check))
    for (const window of windows) prune(window, dueMs - this.#thresholds.windowMs)
    const [first, second] = accounts
    const areOne = first !== undefined && second !== undefined && this.#owners.areOne(first, second, dueMs)
    const judgement = { kind, windows, thresholds: this.#thresholds, atMs: dueMs }
    const finding =
      (areOne && detect({ ...judgement, isSameOwner: true })) || detect({ ...judgement, isSameOwner: false })
    const range = rangeOf(windows)
    if (!finding || !range) return undefined
    this.#quietUntilMs.set(key, dueMs + this.#thresholds.quietMs)
    const thresholdsVersion = this.#thresholds.version
    return alertOf(finding, { series, final, thresholdsVersion, atMs: dueMs, range })
  }

  #windowOf(account: Hex, market: Market): AccountWindow {
    const key = `${account}/${marketKey(market)}`
    const known = this.#windows.get(key)
    if (known) return known
    const window = emptyWindow(account)
    this.#windows.set(key, window)
    return window
  }

  /** Forgets what has left every window, so that memory is bounded by what happens in one window's time. */
  #sweep(timeMs: number): void {
    this.#sweptMs = timeMs
    for (const [key, window] of this.#windows) {
      prune(window, timeMs - 2 * this.#thresholds.windowMs)
      if (window.orders.length + window.trades.length === 0) this.#windows.delete(key)
    }
    for (const [key, untilMs] of this.#quietUntilMs) if (untilMs <= timeMs) this.#quietUntilMs.delete(key)
  }
}

const marketOf = ({ series, final }: Market): Market => ({ series, final })
