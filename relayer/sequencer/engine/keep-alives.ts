import type { ByteReader, ByteWriter } from './bytes.ts'

/** A promise to be heard again before `deadlineMs`; series 0 is all of the account's orders. */
export interface KeptAlive {
  account: number
  series: number
  deadlineMs: number
}

/** Dead man's switches by account and series. Deadlines are times of the journal, so a replay finds the same ones due. */
export class KeepAlives {
  readonly #byAccount = new Map<number, Map<number, number>>()
  #size = 0
  /** No deadline is before this; it may be too early after a renewal, and then one look corrects it. */
  #earliestMs = Number.POSITIVE_INFINITY

  get size(): number {
    return this.#size
  }

  has(account: number, series: number): boolean {
    return this.#byAccount.get(account)?.has(series) ?? false
  }

  set({ account, series, deadlineMs }: KeptAlive): void {
    const switches = this.#byAccount.get(account) ?? new Map<number, number>()
    if (!switches.has(series)) this.#size++
    this.#byAccount.set(account, switches.set(series, deadlineMs))
    this.#earliestMs = Math.min(this.#earliestMs, deadlineMs)
  }

  delete(account: number, series: number): void {
    const switches = this.#byAccount.get(account)
    if (!switches?.delete(series)) return
    this.#size--
    if (switches.size === 0) this.#byAccount.delete(account)
  }

  of(account: number): KeptAlive[] {
    const switches = this.#byAccount.get(account) ?? []
    return [...switches].map(([series, deadlineMs]) => ({ account, series, deadlineMs }))
  }

  /** Those whose deadline has come, earliest first. */
  due(nowMs: number): KeptAlive[] {
    if (nowMs < this.#earliestMs) return []
    const all = this.#all()
    this.#earliestMs = all.reduce(
      (earliest, { deadlineMs }) => Math.min(earliest, deadlineMs),
      Number.POSITIVE_INFINITY,
    )
    return all.filter(({ deadlineMs }) => deadlineMs <= nowMs).sort(byDeadline)
  }

  write(writer: ByteWriter): void {
    writer.u32(this.#size)
    for (const { account, series, deadlineMs } of this.#all().sort(byAccount)) {
      writer.u32(account)
      writer.u32(series)
      writer.u48(deadlineMs)
    }
  }

  read(reader: ByteReader): void {
    for (let left = reader.u32(); left > 0; left--) {
      this.set({ account: reader.u32(), series: reader.u32(), deadlineMs: reader.u48() })
    }
  }

  #all(): KeptAlive[] {
    return [...this.#byAccount.keys()].flatMap((account) => this.of(account))
  }
}

const byAccount = (a: KeptAlive, b: KeptAlive): number => a.account - b.account || a.series - b.series
const byDeadline = (a: KeptAlive, b: KeptAlive): number => a.deadlineMs - b.deadlineMs || byAccount(a, b)
