import type { Hex } from '../../sequencer/engine/types.ts'

/** From a journal time on an account is known to belong to an owner; the owner is a number that means nothing outside. */
export interface Ownership {
  /** Lower-case address. */
  account: Hex
  owner: string
  fromMs: number
}

/** Who is known to be behind which accounts; at any journal time the latest statement counts. */
export class Owners {
  #byAccount = new Map<Hex, Ownership[]>()

  /** Does nothing when it is known already. */
  add(ownership: Ownership): void {
    if (this.has(ownership)) return
    const known = this.#byAccount.get(ownership.account) ?? []
    this.#byAccount.set(
      ownership.account,
      [...known, ownership].toSorted((a, b) => b.fromMs - a.fromMs),
    )
  }

  /** All statements, in the order in which each account's count. */
  state(): Map<Hex, Ownership[]> {
    return this.#byAccount
  }

  restore(byAccount: Map<Hex, Ownership[]>): void {
    this.#byAccount = byAccount
  }

  has({ account, owner, fromMs }: Ownership): boolean {
    return (this.#byAccount.get(account) ?? []).some((known) => known.owner === owner && known.fromMs === fromMs)
  }

  areOne(a: Hex, b: Hex, atMs: number): boolean {
    const owner = this.#ownerOf(a, atMs)
    return owner !== undefined && owner === this.#ownerOf(b, atMs)
  }

  #ownerOf(account: Hex, atMs: number): string | undefined {
    return this.#byAccount.get(account)?.find(({ fromMs }) => fromMs <= atMs)?.owner
  }
}
