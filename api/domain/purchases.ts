import { createHash } from 'node:crypto'
import type { Address } from 'viem'
import { BaseError } from '../../kit/errors.ts'
import type { PurchaseView, PurchaseWish } from '../clients/payments.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { notFoundError } from '../http/not-found.ts'
import { readQuote } from './quotes/quotes.ts'

type Wish = Pick<PurchaseWish, 'method' | 'order' | 'return'> & { quoteId: string }

/**
 * Begins a purchase at the rate of a quote. Its id is made of the account and the key, so that the same request is the same purchase even
 * where the answer to the first one was lost with everything that remembered it. @throws QUOTE_UNKNOWN, PURCHASE_…
 */
export async function beginPurchase(
  dependencies: ApiDependencies,
  { account, key, wish }: { account: Address; key: string; wish: Wish },
): Promise<PurchaseView> {
  const { quoteId, ...rest } = wish
  const quote = await readQuote(dependencies, account, quoteId)
  if (quote.pay !== 'USD') throw wrongCurrency(quote.pay)
  const { payUsdc6, rateE8, receiveUsdc6, expiresAt: lockedUntil } = quote
  const id = purchaseIdOf(account, key)
  return await dependencies.payments.begin({ id, account, payUsdc6, rateE8, receiveUsdc6, lockedUntil, ...rest })
}

/** Another account's purchase is answered like an unknown one. @throws PURCHASE_UNKNOWN. */
export async function readPurchase({ payments }: ApiDependencies, account: Address, id: string): Promise<PurchaseView> {
  const found = await payments.purchase(id)
  if (found.account.toLowerCase() === account.toLowerCase()) return found
  throw notFoundError('PURCHASE_UNKNOWN', `There is no purchase ${id}.`)
}

/** A version 8 UUID (RFC 9562): its bits are ours to choose. */
function purchaseIdOf(account: Address, key: string): string {
  const hash = createHash('sha256').update(`purchase\n${account.toLowerCase()}\n${key}`).digest('hex')
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16)
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `${variant}${hash.slice(17, 20)}`]
  return [...parts, hash.slice(20, 32)].join('-')
}

function wrongCurrency(pay: string): BaseError {
  const details = `The quote is for ${pay}; purchases are paid in USD.`
  return new BaseError('This quote buys nothing.', { code: 'PURCHASE_QUOTE_CURRENCY', details, status: 422 })
}
