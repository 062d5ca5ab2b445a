import type { Address } from 'viem'
import { formatUsdc, parseUsdc } from '../money.ts'
import { INTENTS, intentTypedData } from '../typed-data/intents.ts'
import { type Order, orderTypedData } from '../typed-data/order.ts'
import type { OrderSigner, Session } from './client.ts'
import { freshNonce } from './nonce.ts'

/** The return outlives the order, the checkout and the settlement by far. */
const RETURN_TTL_SEC = 24 * 3600

export interface Quote {
  quoteId: string
  receiveAmount: string
}

export interface PurchaseView {
  purchaseId: string
  /** completed, refunded and cancelled are ends; held waits for a human; every other state moves by itself. */
  state: string
  reason?: string
  /** Where the person pays, at the provider. */
  checkoutUrl?: string
  orderNumber?: string
  filledUnits: number
  takenAmount: string
  deliveredAmount: string
  returnedAmount: string
  refundedAmount: string
}

export interface PurchaseWish {
  quote: Quote
  method: 'card' | 'crypto' | 'any'
  /** A limit order to buy, GTC or GTD for 40 minutes or more; without one the purchase is of USDC. */
  order?: Omit<Order, 'account'>
  /** The trading key, unless it is the account itself. */
  signer?: OrderSigner
  /** The same key is the same purchase, for good. */
  idempotencyKey: string
}

type Caller = Pick<Session, 'account' | 'http' | 'protocol'>

/** Locks a rate for 15 minutes; `amount` is dollars as text. */
export function quotePurchase({ http }: Pick<Session, 'http'>, amount: string): Promise<Quote> {
  return http.post('/api/v1/payments/quotes', { pay: 'USD', amount })
}

/** Everything that a purchase is begun with; plain values, to be kept until it is known to have begun. */
export interface SignedPurchase {
  idempotencyKey: string
  body: object
}

/**
 * Signs what a purchase needs. The order is signed now and placed when the money is there; signed with it is the return of exactly this
 * money, used only when nothing of the order is filled, so that the card can be refunded.
 */
export async function signPurchase(session: Caller, wish: PurchaseWish): Promise<SignedPurchase> {
  const { quote, method, order, idempotencyKey } = wish
  const signed = order ? await signParts(session, { ...wish, order }) : {}
  return { idempotencyKey, body: { quoteId: quote.quoteId, method, ...signed } }
}

/** Begins a purchase. When there was no answer, send the same again: it is begun once. */
export function beginPurchase({ http }: Pick<Session, 'http'>, signed: SignedPurchase): Promise<PurchaseView> {
  return http.post('/api/v1/purchases', signed.body, { 'idempotency-key': signed.idempotencyKey })
}

export function readPurchase({ http }: Pick<Session, 'http'>, purchaseId: string): Promise<PurchaseView> {
  return http.get(`/api/v1/purchases/${purchaseId}`)
}

async function signParts(session: Caller, wish: PurchaseWish & { order: Omit<Order, 'account'> }) {
  const { account, protocol, http } = session
  const order = { ...wish.order, account: account.address }
  const typedOrder = orderTypedData(protocol.domains.settlement, order)
  const signature = await (wish.signer ?? account).signTypedData(typedOrder)
  const { account: desk } = await http.get<{ account: Address }>('/api/v1/purchases/desk')
  const { gasLimit } = INTENTS.TransferCash
  const [nonce, deadline] = [freshNonce(), Math.floor(Date.now() / 1000) + RETURN_TTL_SEC]
  const amount = parseUsdc(wish.quote.receiveAmount)
  const message = { account: account.address, to: desk, amount, data: '0x' as const, nonce, deadline, gasLimit }
  const typedReturn = intentTypedData(protocol.domains.settlement, 'TransferCash', message)
  return {
    order: { order: { ...order, price: formatUsdc(order.price) }, signature },
    return: { nonce, deadline, gasLimit, signature: await account.signTypedData(typedReturn as never) },
  }
}
