/** Why `settle` reverts, as the core names it. */
export type SettleError =
  | { name: 'Settlement_Malformed'; args: [offset: number] }
  | { name: 'Settlement_NotOperator'; args: [caller: string] }
  | { name: 'Settlement_BatchOutOfOrder'; args: [expected: bigint, actual: bigint] }
  | { name: 'Settlement_Braked'; args: [] }
  | { name: 'Settlement_AccountsUnsorted'; args: [index: number] }
  | { name: 'Settlement_SeriesUnsorted'; args: [index: number] }
  | { name: 'Settlement_OrdersUnsorted'; args: [index: number] }

/** Ends a batch from wherever it is read; `settle` turns it into a value. */
export class SettleRevert extends Error {
  readonly error: SettleError

  constructor(error: SettleError) {
    super(`${error.name}(${error.args.join(', ')})`)
    this.name = 'SettleRevert'
    this.error = error
  }
}

export function malformed(offset: number): SettleRevert {
  return new SettleRevert({ name: 'Settlement_Malformed', args: [offset] })
}
