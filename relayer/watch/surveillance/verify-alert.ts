import { canonicalJson } from '../../../sdk/src/canonical-json.ts'
import type { EngineLimits } from '../../sequencer/engine/limits.ts'
import type { Hex } from '../../sequencer/engine/types.ts'
import type { JournalRecord, RecordSource } from '../journal/records.ts'
import { type GroupedFact, type MarketFact, marketKey } from '../market/facts.ts'
import { MarketState } from '../market/market-state.ts'
import { Tape } from '../market/tape.ts'
import { type Alert, alertId } from './alert.ts'
import { detect } from './detect.ts'
import { Groups, ofGroup } from './groups.ts'
import { thresholdsOf } from './thresholds.ts'
import { relations } from './wash-trading.ts'
import { type AccountWindow, addEntry, emptyWindow, entriesOf, prune } from './window.ts'

export interface Proof {
  isProven: boolean
  /** Empty when it is proven. */
  reasons: string[]
}

/**
 * Replays the journal up to the end of the alert's evidence and judges again, from what happened inside the evidence alone. Proven
 * means: the alert is whole, the journal has these heads around the evidence, and the same finding comes out, number by number. That
 * two accounts have one owner is not in the journal and is taken from the alert.
 */
export async function verifyAlert(alert: Alert, source: RecordSource, limits?: EngineLimits): Promise<Proof> {
  const { id, ...content } = alert
  const reasons: string[] = []
  if (alertId(content) !== id) reasons.push('the alert was changed: its id is not the hash of its content')
  const replay = new EvidenceReplay(alert, limits)
  for await (const records of source) {
    for (const record of records) replay.apply(record)
    if (replay.isOver) break
  }
  reasons.push(...replay.reasons())
  return { isProven: reasons.length === 0, reasons }
}

class EvidenceReplay {
  readonly #alert: Alert
  readonly #tape: Tape
  readonly #market = new MarketState()
  readonly #windows: AccountWindow[]
  readonly #headReasons: string[] = []
  readonly #groups = new Groups()
  /** What the accounts did together, as one party. */
  readonly #isGroup: boolean
  #position = 0

  constructor(alert: Alert, limits?: EngineLimits) {
    this.#alert = alert
    this.#tape = new Tape(limits)
    const [first] = alert.accounts
    this.#isGroup = alert.numbers.basis === 'group'
    this.#windows = this.#isGroup && first ? [emptyWindow(first)] : alert.accounts.map(emptyWindow)
  }

  get isOver(): boolean {
    return this.#position >= this.#alert.evidence.toPosition
  }

  apply(record: JournalRecord): void {
    if (this.isOver) return
    const { fromPosition, toPosition, headBefore, head } = this.#alert.evidence
    this.#position = record.position
    if (record.position === fromPosition && record.headBefore !== headBefore)
      this.#headReasons.push(`the journal has head ${record.headBefore} before ${fromPosition}`)
    if (record.position === toPosition && record.head !== head)
      this.#headReasons.push(`the journal has head ${record.head} after ${toPosition}`)
    for (const fact of this.#tape.apply(record)) {
      if (fact.kind === 'grouped') this.#groups.apply(fact, record)
      else if (record.position >= fromPosition) this.#note(fact, record)
      this.#market.apply(fact)
    }
  }

  reasons(): string[] {
    const { evidence, accounts, kind, scoreBps, numbers, thresholdsVersion, atMs } = this.#alert
    if (!this.isOver) return [`the journal ends at ${this.#position}, before ${evidence.toPosition}`]
    const thresholds = thresholdsOf(thresholdsVersion)
    for (const window of this.#windows) prune(window, atMs - thresholds.windowMs)
    const relation = relations.find((each) => each === numbers.basis)
    const judged = detect({ kind, windows: this.#windows, relation, thresholds, atMs })
    const found = judged && this.#isGroup ? ofGroup(judged, accounts) : judged
    const [a = '0x', b = '0x'] = accounts
    if (relation === 'same-group' && !this.#groups.common(a, b, atMs - thresholds.windowMs))
      return [...this.#headReasons, 'the accounts were in no group together']
    const claimed = { kind, accounts, scoreBps, numbers }
    const isSame = found !== undefined && canonicalJson(found) === canonicalJson(claimed)
    return [...this.#headReasons, ...(isSame ? [] : ['the evidence does not give this finding'])]
  }

  #note(fact: Exclude<MarketFact, GroupedFact>, record: JournalRecord): void {
    if (fact.kind === 'market-opened' || marketKey(fact) !== marketKey(this.#alert)) return
    const partyOf = (account: Hex) => (this.#isGroup ? this.#alert.accounts : [account])
    for (const [account, entry] of entriesOf(fact, record, { market: this.#market, partyOf })) {
      const window = this.#windowOf(account)
      if (window) addEntry(window, entry)
    }
  }

  /** A group's window holds what was done while these accounts, and no others, were the group. */
  #windowOf(account: Hex): AccountWindow | undefined {
    if (!this.#isGroup) return this.#windows.find((candidate) => candidate.account === account)
    const group = this.#groups.of(account)?.accounts
    return group?.join() === this.#alert.accounts.join() ? this.#windows[0] : undefined
  }
}
