import type { Hex } from '../../sequencer/engine/types.ts'
import {
  type GroupedFact,
  type Market,
  type MarketFact,
  type MarketOpenedFact,
  marketKey,
  opposite,
} from '../market/facts.ts'
import type { MarketState } from '../market/market-state.ts'
import { type Alert, alertOf } from './alert.ts'
import { type Check, CheckQueue, checkKey } from './check-queue.ts'
import { detect } from './detect.ts'
import { type AlertKind, type Finding, rangeOf } from './finding.ts'
import { type Group, Groups, type GroupsState, isGroup, ofGroup } from './groups.ts'
import type { Owners } from './owners.ts'
import { isDominated } from './pulls.ts'
import { currentThresholds, type Thresholds } from './thresholds.ts'
import type { Relation } from './wash-trading.ts'
import {
  type AccountWindow,
  addEntry,
  emptyWindow,
  entriesOf,
  type Place,
  prune,
  type TradeEntry,
  type WindowEntry,
} from './window.ts'

interface Dependencies {
  market: MarketState
  owners: Owners
  thresholds?: Thresholds
  partition?: string | undefined
}

interface Found {
  finding: Finding
  range: { from: Place; to: Place }
}

/** What a checkpoint keeps. */
export interface SurveillanceState {
  windows: Map<string, AccountWindow>
  checks: Map<AlertKind, Check[]>
  quietUntilMs: Map<string, number>
  sweptMs: number
  groups: GroupsState
}

/** Watches every account in every market along the journal. The same journal and owners give the same alerts. */
export class Surveillance {
  readonly #market: MarketState
  readonly #owners: Owners
  readonly #thresholds: Thresholds
  readonly #partition: string | undefined
  #windows = new Map<string, AccountWindow>()
  readonly #checks = new CheckQueue()
  readonly #groups = new Groups()
  /** Until when the same alert would say nothing new. */
  #quietUntilMs = new Map<string, number>()
  #sweptMs = 0

  constructor({ market, owners, partition, thresholds = currentThresholds }: Dependencies) {
    this.#market = market
    this.#owners = owners
    this.#partition = partition
    this.#thresholds = thresholds
  }

  state(): SurveillanceState {
    const [windows, quietUntilMs, sweptMs] = [this.#windows, this.#quietUntilMs, this.#sweptMs]
    return { windows, checks: this.#checks.state(), groups: this.#groups.state(), quietUntilMs, sweptMs }
  }

  restore({ windows, checks, groups, quietUntilMs, sweptMs }: SurveillanceState): void {
    this.#windows = windows
    this.#checks.restore(checks)
    this.#groups.restore(groups)
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
    if (fact.kind === 'grouped') {
      this.#groups.apply(fact, at)
      this.#scheduleGroup(fact.accounts, at)
      return
    }
    for (const [account, entry] of entriesOf(fact, at, { market: this.#market })) this.#add([account], entry, fact)
    this.#noteOfGroups(fact, at)
    if (fact.kind !== 'trade' || fact.buyer === fact.seller) return
    const accounts = [fact.buyer, fact.seller].toSorted()
    const dueMs = at.timeMs + this.#thresholds.settleMs
    this.#checks.add({ kind: 'wash-trading', accounts, ...marketOf(fact), dueMs })
  }

  /** A group is one party: what its accounts do counts in a window of its own, too. */
  #noteOfGroups(fact: Exclude<MarketFact, MarketOpenedFact | GroupedFact>, at: Place): void {
    if (this.#groups.isEmpty) return
    const partyOf = (account: Hex) => this.#groups.of(account)?.accounts ?? [account]
    for (const [account, entry] of entriesOf(fact, at, { market: this.#market, partyOf })) {
      const group = this.#groups.of(account)
      if (group) this.#add(group.accounts, entry, fact)
    }
  }

  #add(party: readonly Hex[], entry: WindowEntry, market: Market): void {
    addEntry(this.#windowOf(party, market), entry)
    if (entry.kind === 'trade') this.#scheduleOwn(party, entry, market)
  }

  /** Pulls are judged when their time is over, with what happened in its last millisecond. */
  #scheduleOwn(party: readonly Hex[], trade: TradeEntry, fact: Market): void {
    const { spoofing, layering, settleMs } = this.#thresholds
    const check = { accounts: party, ...marketOf(fact) }
    const { timeMs } = trade.at
    if (!isGroup(party)) this.#checks.add({ kind: 'momentum-ignition', ...check, dueMs: timeMs + settleMs })
    if (isDominated(trade, spoofing))
      this.#checks.add({ kind: 'spoofing', ...check, dueMs: timeMs + spoofing.pullMs + 1 })
    if (!isDominated(trade, layering) || trade.standing[opposite(trade.side)].levels < layering.minLevels) return
    this.#checks.add({ kind: 'layering', ...check, dueMs: timeMs + layering.pullMs + 1 })
  }

  /** Accounts that have become a group may have traded with each other just before. */
  #scheduleGroup(accounts: readonly Hex[], { timeMs }: Place): void {
    const dueMs = timeMs + this.#thresholds.settleMs
    for (const [key, { account, trades }] of this.#windows) {
      if (!accounts.includes(account) || key.includes(GROUP_SEPARATOR)) continue
      const partners = new Set(trades.map(({ counterparty }) => counterparty))
      const market = marketOfKey(Number(key.slice(key.lastIndexOf('/') + 1)))
      for (const partner of partners) {
        if (account < partner && accounts.includes(partner))
          this.#checks.add({ kind: 'wash-trading', accounts: [account, partner], ...market, dueMs })
      }
    }
  }

  #judge(check: Check): Alert | undefined {
    const key = checkKey(check)
    const { accounts, dueMs, kind, series, final } = check
    if (dueMs < (this.#quietUntilMs.get(key) ?? 0)) return undefined
    const found = kind !== 'wash-trading' && isGroup(accounts) ? this.#judgeGroup(check) : this.#judgeAccounts(check)
    if (!found) return undefined
    const { finding, range } = found
    this.#quietUntilMs.set(key, dueMs + this.#thresholds.quietMs)
    const [thresholdsVersion, partition] = [this.#thresholds.version, this.#partition]
    return alertOf(finding, { series, final, thresholdsVersion, atMs: dueMs, partition, range })
  }

  #judgeAccounts(check: Check): Found | undefined {
    const { accounts, dueMs, kind } = check
    const windows = accounts.map((account) => this.#windowAt([account], check))
    const [first, second] = accounts
    const { relation, group } = first && second ? this.#relationOf([first, second], dueMs) : {}
    const judgement = { kind, windows, thresholds: this.#thresholds, atMs: dueMs }
    const related = relation && detect({ ...judgement, relation })
    const finding = related ?? detect(judgement)
    const range = rangeOf(windows, related && group ? [group.since] : [])
    return finding && range && { finding, range }
  }

  /** What one of its accounts did alone is that account's; only what they did together is the group's. */
  #judgeGroup(check: Check): Found | undefined {
    const { accounts, dueMs, kind } = check
    if (accounts.some((account) => this.#judgeAccounts({ ...check, accounts: [account] }))) return undefined
    const windows = [this.#windowAt(accounts, check)]
    const finding = detect({ kind, windows, thresholds: this.#thresholds, atMs: dueMs })
    const range = rangeOf(windows)
    return finding && range && { finding: ofGroup(finding, accounts), range }
  }

  #relationOf([a, b]: readonly [Hex, Hex], atMs: number): { relation?: Relation; group?: Group } {
    if (this.#owners.areOne(a, b, atMs)) return { relation: 'same-owner' }
    const group = this.#groups.common(a, b, atMs - this.#thresholds.windowMs)
    return group ? { relation: 'same-group', group } : {}
  }

  #windowAt(party: readonly Hex[], check: Check): AccountWindow {
    const window = this.#windowOf(party, check)
    prune(window, check.dueMs - this.#thresholds.windowMs)
    return window
  }

  #windowOf(party: readonly Hex[], market: Market): AccountWindow {
    const key = `${party.join(GROUP_SEPARATOR)}/${marketKey(market)}`
    const known = this.#windows.get(key)
    if (known) return known
    const [account = '0x'] = party
    const window = emptyWindow(account)
    this.#windows.set(key, window)
    return window
  }

  /** Forgets what has left every window, so that memory is bounded by what happens in one window's time. */
  #sweep(timeMs: number): void {
    this.#sweptMs = timeMs
    this.#groups.forget(timeMs - 2 * this.#thresholds.windowMs)
    for (const [key, window] of this.#windows) {
      prune(window, timeMs - 2 * this.#thresholds.windowMs)
      if (window.orders.length + window.trades.length === 0) this.#windows.delete(key)
    }
    for (const [key, untilMs] of this.#quietUntilMs) if (untilMs <= timeMs) this.#quietUntilMs.delete(key)
  }
}

/** Between the accounts of a group in a window's key. */
const GROUP_SEPARATOR = '+'

const marketOfKey = (key: number): Market => ({ series: key >> 1, final: (key & 1) === 1 })
const marketOf = ({ series, final }: Market): Market => ({ series, final })
