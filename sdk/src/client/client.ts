import { type Address, type Hex, type LocalAccount, numberToHex } from 'viem'
import { INTENT_PATHS } from '../intent-paths.ts'
import { formatUsdc } from '../money.ts'
import { signNestedTypedData } from '../passkey/nested-signature.ts'
import { isPasskey } from '../passkey/signer.ts'
import { depositTypedData } from '../typed-data/authorizations.ts'
import { INTENTS, type IntentName, intentTypedData } from '../typed-data/intents.ts'
import { type Order, orderTypedData } from '../typed-data/order.ts'
import { createHttp, type Http } from './http.ts'
import { intentOutcome, type OutcomeOptions } from './intent-outcome.ts'
import { freshNonce } from './nonce.ts'
import { contractOf, createProtocolReader, type Protocol } from './protocol.ts'
import { signIn } from './sign-in.ts'

/** Intents stay valid this long after signing. */
const INTENT_TTL_SEC = 600
/** Fields of intents that the API takes in dollars. */
const MONEY_FIELDS = new Set(['amount', 'face', 'issuePrice'])

export interface Accepted {
  orderNumber: string
  state: string
}

/**
 * One result of a placed order; a rejected one says which field was wrong and what would be accepted. `unknown`: its part of the market did
 * not answer; the same order sent again is never taken twice.
 */
export interface Placed {
  orderNumber: string
  status: 'accepted' | 'rejected' | 'unknown'
  code?: string
  field?: string
  detail?: string
  /** Place in the journal. */
  position?: number
  state: string
}

export interface CancelReceiptView {
  account: string
  lane: number
  seq: number
  filled: number
  position: string
  signature: Hex
}

export interface OrderState {
  orderNumber: string
  kind: 'order' | 'intent'
  state: string
  /** Intents: how deep the block is; count on the outcome from `safe` on. */
  confirmation?: 'mined' | 'safe' | 'final'
  transaction?: Hex
  block?: number
  code?: string
  detail?: string
  gasUsed?: string
}

export interface TradingKeyView {
  index: number
  key: Address
  kind: 'secp256k1' | 'p256'
  expiryDay: number
  scope: number
  /** Raised by key changes and cancel-all, by a step that nobody can foresee. */
  epoch: number
}

export interface PlaceOptions {
  clientOrderId?: string
  selfTradePrevention?: 'cancel-maker' | 'cancel-taker'
  /** Needed for a price outside the band of GET /api/v1/series/{series}/price. */
  confirmedPrice?: boolean
}

/** A wallet's account, a passkey or a trading key. */
export type OrderSigner = Pick<LocalAccount, 'signTypedData'>

/** What one signed-in account can do. Keys never leave the process: everything is signed here. */
export interface Session {
  readonly account: LocalAccount
  readonly http: Http
  readonly protocol: Protocol
  submitIntent(name: IntentName, fields: Record<string, unknown>, extras?: Record<string, unknown>): Promise<Accepted>
  deposit(amountUsdc6: bigint): Promise<Accepted>
  /** Pays into the account's own guarantee fund as an issuer. */
  depositGuarantee(amountUsdc6: bigint): Promise<Accepted>
  /** Pays into the account's own deposit as a market maker. */
  depositAsMaker(amountUsdc6: bigint): Promise<Accepted>
  /** Signs with the account's own key unless another trading key is given. */
  placeOrder(order: Omit<Order, 'account'>, options?: PlaceOptions & { signer?: OrderSigner }): Promise<Placed>
  cancelOrders(
    targets: readonly ({ orderNumber: string } | { lane: number; seq: number })[],
  ): Promise<{ status: string; code?: string; receipt?: CancelReceiptView }[]>
  orderState(orderNumber: string): Promise<OrderState>
  /** Asks until the intent has ended: `executed`, or `failed` or `refused` with a code. Throws when that takes too long. */
  intentOutcome(orderNumber: string, options?: OutcomeOptions): Promise<OrderState>
  /** The account's trading keys with the epochs that their next orders must name. */
  tradingKeys(): Promise<TradingKeyView[]>
}

/** Opens a session for an account that signs locally. */
export async function openSession(url: string, account: LocalAccount): Promise<Session> {
  const protocol = await createProtocolReader(createHttp(url))()
  return sessionOf(await signIn(url, account), protocol, account)
}

/** The session of HTTP that is signed in as the account. */
export function sessionOf(http: Http, protocol: Protocol, account: LocalAccount): Session {
  return {
    account,
    http,
    protocol,
    submitIntent: (name, fields, extras = {}) => submitIntent(http, protocol, account, { name, fields, extras }),
    deposit: async (amountUsdc6) =>
      await http.post('/api/v1/deposits', await signPayment(protocol, account, 'Settlement', amountUsdc6)),
    depositGuarantee: async (amountUsdc6) => {
      const payment = await signPayment(protocol, account, 'IssuerTreasury', amountUsdc6)
      return await http.post('/api/v1/issuers/guarantee-deposits', { issuer: account.address, ...payment })
    },
    depositAsMaker: async (amountUsdc6) => {
      const payment = await signPayment(protocol, account, 'MarketMakerDeposits', amountUsdc6)
      return await http.post('/api/v1/mm/deposits', { maker: account.address, ...payment })
    },
    placeOrder: (order, options = {}) => placeOrder(http, protocol, account, { order, ...options }),
    cancelOrders: async (cancels) =>
      (await http.post<{ results: never[] }>('/api/v1/orders/cancels', { cancels })).results,
    orderState: (orderNumber) => http.get(`/api/v1/orders/${orderNumber}`),
    intentOutcome: (orderNumber, options) => intentOutcome(http, orderNumber, options),
    tradingKeys: async () => (await http.get<{ keys: TradingKeyView[] }>('/api/v1/keys')).keys,
  }
}

interface IntentParameters {
  name: IntentName
  fields: Record<string, unknown>
  extras: Record<string, unknown>
}

async function submitIntent(
  http: Http,
  protocol: Protocol,
  account: LocalAccount,
  { name, fields, extras }: IntentParameters,
): Promise<Accepted> {
  const { contract, gasLimit } = INTENTS[name]
  const deadline = nowSec() + INTENT_TTL_SEC
  const message = { account: account.address, ...fields, nonce: freshNonce(), deadline, gasLimit }
  const signature = await account.signTypedData(intentTypedData(protocol.domains[contract], name, message) as never)
  return await http.post(`/api/v1${INTENT_PATHS[name]}`, { message: inDollars(message), signature, ...extras })
}

/** An ERC-3009 payment to one of the protocol's contracts, as the API takes it. */
async function signPayment(protocol: Protocol, account: LocalAccount, payee: string, value: bigint) {
  const message = {
    from: account.address,
    to: contractOf(protocol, payee),
    value,
    validAfter: 0n,
    validBefore: BigInt(nowSec() + INTENT_TTL_SEC),
    nonce: numberToHex(freshNonce(), { size: 32 }),
  }
  const typedData = depositTypedData(protocol.domains.money, message)
  // A token asks the passkey's account, which the deposit deploys; every contract of ours asks the registry.
  const signature = await (isPasskey(account)
    ? signNestedTypedData(account, typedData)
    : account.signTypedData(typedData))
  const { from, to: _to, value: _value, ...times } = message
  return { account: from, amount: formatUsdc(value), ...times, signature }
}

async function placeOrder(
  http: Http,
  protocol: Protocol,
  account: LocalAccount,
  parameters: PlaceOptions & { order: Omit<Order, 'account'>; signer?: OrderSigner },
): Promise<Placed> {
  const { order: fields, signer = account, ...options } = parameters
  const order = { ...fields, account: account.address }
  const signature = await signer.signTypedData(orderTypedData(protocol.domains.settlement, order))
  const wire = { ...order, price: formatUsdc(order.price) }
  const { results } = await http.post<{ results: Placed[] }>('/api/v1/orders', {
    orders: [{ order: wire, signature, ...options }],
  })
  const [placed] = results
  if (!placed) throw new Error('the API gave no result for the order')
  return placed
}

function nowSec(): number {
  return Math.floor(Date.now() / 1000)
}

function inDollars(message: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(message)
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      MONEY_FIELDS.has(name) && typeof value === 'bigint' ? formatUsdc(value) : value,
    ]),
  )
}
