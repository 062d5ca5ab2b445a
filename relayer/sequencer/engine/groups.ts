import type { ByteReader, ByteWriter } from './bytes.ts'

/**
 * Accounts that never trade with each other because they are one firm's. `owner` is what matching looks at: 0 for an
 * account that stands alone, the group's number otherwise. Numbers are given once and never again.
 */
export class Groups {
  readonly owner: Int32Array
  /** Version of the newest statement of every account that ever made one; a smaller or equal one is a replay. */
  readonly #versions = new Map<number, number>()
  #last = 0

  constructor(accounts: number) {
    this.owner = new Int32Array(accounts)
  }

  /** 0 before the first statement. */
  versionOf(account: number): number {
    return this.#versions.get(account) ?? 0
  }

  isOneOwner(a: number, b: number): boolean {
    return a === b || (this.owner[a] !== 0 && this.owner[a] === this.owner[b])
  }

  /** Takes the accounts out of the groups they were in and makes them one; a single account stands alone. */
  join(accounts: readonly number[], version: number): void {
    const number = accounts.length > 1 ? ++this.#last : 0
    for (const account of accounts) {
      this.owner[account] = number
      this.#versions.set(account, version)
    }
  }

  /** The accounts of a group with the given one, itself included. Walks every statement: for reading, not for matching. */
  membersOf(account: number): number[] {
    return [account, ...this.#versions.keys()].filter(
      (other, index) => index === 0 || (other !== account && this.isOneOwner(account, other)),
    )
  }

  write(writer: ByteWriter): void {
    writer.u32(this.#last)
    writer.u32(this.#versions.size)
    for (const [account, version] of [...this.#versions].sort(([a], [b]) => a - b)) {
      writer.u32(account)
      writer.u32(this.owner[account] as number)
      writer.u48(version)
    }
  }

  read(reader: ByteReader): void {
    this.#last = reader.u32()
    for (let left = reader.u32(); left > 0; left--) {
      const account = reader.u32()
      this.owner[account] = reader.u32()
      this.#versions.set(account, reader.u48())
    }
  }
}
