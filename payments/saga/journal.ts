import type { Purchase } from './purchase.ts'

/** One leg of a double entry: positive when the account receives. Dollars and stablecoin have six decimals each. */
export interface PaymentLeg {
  account: string
  asset: 'USD' | 'USDC'
  amount: bigint
}

export const ENTRY_KINDS = ['taken', 'delivered', 'returned', 'refunded'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** An entry of a purchase: at most one of each kind, so that no repetition is booked twice. */
export interface PaymentEntry {
  purchaseId: string
  kind: EntryKind
  legs: readonly PaymentLeg[]
}

type Subject = Pick<Purchase, 'id' | 'provider'>

/** The provider has her money; we owe it to her. */
export function takenEntry(purchase: Subject, amount: bigint): PaymentEntry {
  return entry(purchase, 'taken', [move(payer(purchase), provider(purchase), 'USD', amount)])
}

/** The desk paid her in stablecoin what her dollars bought. */
export function deliveredEntry(purchase: Subject, paid: bigint, delivered: bigint): PaymentEntry {
  return entry(purchase, 'delivered', conversion(purchase, paid, delivered))
}

/** She gave it back. */
export function returnedEntry(purchase: Subject, paid: bigint, delivered: bigint): PaymentEntry {
  const back = conversion(purchase, paid, delivered).map(({ from, to, ...rest }) => ({ from: to, to: from, ...rest }))
  return entry(purchase, 'returned', back)
}

/** The provider paid her dollars back. */
export function refundedEntry(purchase: Subject, amount: bigint): PaymentEntry {
  return entry(purchase, 'refunded', [move(provider(purchase), payer(purchase), 'USD', amount)])
}

/** What we owe a purchase: zero before its payment and again at its end. */
export const payer = ({ id }: Pick<Purchase, 'id'>) => `payer:${id}`
const provider = (purchase: Subject) => `provider:${purchase.provider}`

interface Move {
  from: string
  to: string
  asset: PaymentLeg['asset']
  amount: bigint
}

function conversion(purchase: Subject, paid: bigint, delivered: bigint): Move[] {
  // Dollars for stablecoin at the locked rate; what the desk earns or loses by it stays in `exchange`.
  return [move('exchange', payer(purchase), 'USD', paid), move('desk', 'exchange', 'USDC', delivered)]
}

function move(from: string, to: string, asset: PaymentLeg['asset'], amount: bigint): Move {
  return { from, to, asset, amount }
}

function entry(purchase: Subject, kind: EntryKind, moves: readonly Move[]): PaymentEntry {
  const legs = moves.flatMap(({ from, to, asset, amount }) => [
    { account: from, asset, amount: -amount },
    { account: to, asset, amount },
  ])
  return { purchaseId: purchase.id, kind, legs }
}
