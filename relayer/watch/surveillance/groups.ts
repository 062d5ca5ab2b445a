import type { Hex } from '../../sequencer/engine/types.ts'
import type { GroupedFact } from '../market/facts.ts'
import type { Finding } from './finding.ts'
import type { Place } from './window.ts'

/** A self-trade prevention group: accounts that have all signed that they belong together. */
export interface Group {
  /** Sorted. */
  accounts: readonly Hex[]
  /** Its statement, or the one by which an account left it. */
  since: Place
}

/** What a checkpoint keeps. */
export interface GroupsState {
  byAccount: Map<Hex, Group>
  ended: { group: Group; endedMs: number }[]
}

/** Who has stated to belong together, and who had lately. The engine's groups, kept as a sum of statements. */
export class Groups {
  #byAccount = new Map<Hex, Group>()
  #ended: GroupsState['ended'] = []

  state(): GroupsState {
    return { byAccount: this.#byAccount, ended: this.#ended }
  }

  restore({ byAccount, ended }: GroupsState): void {
    this.#byAccount = byAccount
    this.#ended = ended
  }

  get isEmpty(): boolean {
    return this.#byAccount.size === 0
  }

  of(account: Hex): Group | undefined {
    return this.#byAccount.get(account)
  }

  /** Members leave the groups they were in; those who stay behind remain one. */
  apply({ accounts }: GroupedFact, since: Place): void {
    for (const account of accounts) this.#leave(account, since)
    if (accounts.length < 2) return
    this.#join(accounts, since)
  }

  /**
   * The group that holds both, or held both after `afterMs`: within a group nobody trades with himself, so who wants to does it just
   * before or just after.
   */
  common(a: Hex, b: Hex, afterMs: number): Group | undefined {
    const now = this.of(a)
    if (now?.accounts.includes(b)) return now
    const isOfBoth = ({ accounts }: Group) => accounts.includes(a) && accounts.includes(b)
    return this.#ended.findLast(({ group, endedMs }) => endedMs > afterMs && isOfBoth(group))?.group
  }

  forget(beforeMs: number): void {
    this.#ended = this.#ended.filter(({ endedMs }) => endedMs > beforeMs)
  }

  #leave(account: Hex, since: Place): void {
    const group = this.of(account)
    if (!group) return
    this.#ended.push({ group, endedMs: since.timeMs })
    for (const member of group.accounts) this.#byAccount.delete(member)
    const rest = group.accounts.filter((member) => member !== account)
    if (rest.length > 1) this.#join(rest, since)
  }

  #join(accounts: readonly Hex[], since: Place): void {
    const group = { accounts: accounts.toSorted(), since }
    for (const account of accounts) this.#byAccount.set(account, group)
  }
}

export const isGroup = (party: readonly Hex[]): boolean => party.length > 1

/** What was found in a group's window is all of its accounts'. */
export const ofGroup = (finding: Finding, accounts: readonly Hex[]): Finding => ({
  ...finding,
  accounts: [...accounts],
  numbers: { ...finding.numbers, basis: 'group' },
})
