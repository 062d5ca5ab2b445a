import type { Hex } from '../../sequencer/engine/types.ts'
import type { Market } from '../market/facts.ts'
import type { AlertKind } from './finding.ts'

/** Accounts that are to be judged in a market once their trade's neighbours are known. */
export interface Check extends Market {
  kind: AlertKind
  /** Sorted. */
  accounts: readonly Hex[]
  dueMs: number
}

/** Checks in the order in which they fall due. Those of one kind all wait equally long, so each kind's queue is in order by itself. */
export class CheckQueue {
  #byKind = new Map<AlertKind, Check[]>()
  readonly #waiting = new Set<string>()

  state(): Map<AlertKind, Check[]> {
    return this.#byKind
  }

  restore(byKind: Map<AlertKind, Check[]>): void {
    this.#byKind = byKind
    for (const check of [...byKind.values()].flat()) this.#waiting.add(checkKey(check))
  }

  /** Does nothing when the same check is waiting already. */
  add(check: Check): void {
    const key = checkKey(check)
    if (this.#waiting.has(key)) return
    this.#waiting.add(key)
    const queue = this.#byKind.get(check.kind) ?? []
    queue.push(check)
    this.#byKind.set(check.kind, queue)
  }

  /** Takes out what is due by `timeMs`, earliest first. */
  due(timeMs: number): Check[] {
    const due: Check[] = []
    for (const queue of this.#byKind.values()) {
      const later = queue.findIndex(({ dueMs }) => dueMs > timeMs)
      due.push(...queue.splice(0, later === -1 ? queue.length : later))
    }
    for (const check of due) this.#waiting.delete(checkKey(check))
    return due.toSorted((a, b) => a.dueMs - b.dueMs)
  }
}

export const checkKey = ({ kind, accounts, series, final }: Omit<Check, 'dueMs'>): string =>
  `${kind}/${series}/${final ? 1 : 0}/${accounts.join('/')}`
