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
  readonly #byAccount = new Map<Hex, Ownership[]>()

  add(ownership: Ownership): void {
    const known = this.#byAccount.get(ownership.account) ?? []
    this.#byAccount.set(
      ownership.account,
      [...known, ownership].toSorted((a, b) => b.fromMs - a.fromMs),
    )
  }

  areOne(a: Hex, b: Hex, atMs: number): boolean {
    const owner = this.#ownerOf(a, atMs)
    return owner !== undefined && owner === this.#ownerOf(b, atMs)
  }

  #ownerOf(account: Hex, atMs: number): string | undefined {
    return this.#byAccount.get(account)?.find(({ fromMs }) => fromMs <= atMs)?.owner
  }
}
