import { openSession, type Placed, type Session } from '../../../sdk/src/client/client.ts'
import { askForCode, openPasskeySession, signUpWithPasskey } from '../../../sdk/src/client/passkey-session.ts'
import { beginPurchase, type PurchaseView, quotePurchase, signPurchase } from '../../../sdk/src/client/purchase.ts'
import { registerTradingKey } from '../../../sdk/src/client/register-trading-key.ts'
import { type WalletProvider, walletAccount } from '../../../sdk/src/client/wallet-account.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags } from '../../../sdk/src/order-flags.ts'
import { createTradingKey, type TradingKey } from '../../../sdk/src/trading-key.ts'
import { redemptionTypedData } from '../../../sdk/src/typed-data/authorizations.ts'

/** What a page with a few buttons would do with the SDK; this file is bundled and runs in the browser. */
declare const location: { origin: string }
declare const navigator: { credentials: Parameters<typeof signUpWithPasskey>[1] }

const ORDER_TTL_SEC = 3_600
const REDEMPTION_TTL_SEC = 300
const MAX_FEE_BPS = 300

let session: Session | undefined
let tradingKey: TradingKey | undefined
let lastSeq = 0

export async function askCode(contact: string): Promise<void> {
  await askForCode(location.origin, contact)
}

export async function signUp(proof: { contact: string; code: string }): Promise<string> {
  return (await signUpWithPasskey(location.origin, navigator.credentials, { label: 'Laptop', proof })).account
}

export async function signIn(): Promise<string> {
  session = await openPasskeySession(location.origin, navigator.credentials, { device: 'Laptop' })
  return session.account.address
}

export async function connectWallet(): Promise<string> {
  const { ethereum } = globalThis as unknown as { ethereum: WalletProvider }
  session = await openSession(location.origin, await walletAccount(ethereum))
  return session.account.address
}

/** The key that signs orders without asking again; it never leaves the browser. */
export async function makeTradingKey(): Promise<string> {
  const { key } = await createTradingKey()
  tradingKey = key
  return await carried(await registerTradingKey(own(), key, { index: 0 }))
}

export interface Wish {
  side: 'buy' | 'sell'
  series: number
  price: bigint
  quantity: number
}

export async function placeOrder(wish: Wish): Promise<Placed> {
  return await own().placeOrder(await write(wish), { signer: keyInBrowser() })
}

/** An order that is paid for by card first: where she pays, and what to ask for afterwards. */
export async function buyByCard(wish: Wish & { dollars: string }): Promise<PurchaseView> {
  const [quote, order] = [await quotePurchase(own(), wish.dollars), await write(wish)]
  const idempotencyKey = crypto.randomUUID()
  const purchase = { quote, method: 'card', order, signer: keyInBrowser(), idempotencyKey } as const
  return await beginPurchase(own(), await signPurchase(own(), purchase))
}

async function write({ side, series, price, quantity }: Wish) {
  const [slot] = await own().tradingKeys()
  const expiry = Math.floor(Date.now() / 1000) + ORDER_TTL_SEC
  const terms = { epoch: slot?.epoch ?? 0, expiry, maxFeeBps: MAX_FEE_BPS, minResalesLeft: 0, unitId: 0n }
  const flags = encodeOrderFlags({ ...DEFAULT_ORDER_FLAGS, side, ...(side === 'sell' ? { unitChoice: 'ANY' } : {}) })
  lastSeq += 1
  return { series, flags, price, quantity, lane: 0, seq: lastSeq, ...terms }
}

export async function stateOf(orderNumber: string): Promise<string> {
  return (await own().orderState(orderNumber)).state
}

export async function leaveMarket(tokenId: bigint): Promise<string> {
  return await carried(await own().submitIntent('LeaveMarket', { tokenIds: [tokenId] }))
}

/** What she shows at the counter: her consent that this merchant redeems this unit, for a few minutes. */
export async function showCoupon(unit: { tokenId: bigint; changes: number; merchant: `0x${string}` }) {
  const authorization = { ...unit, expiry: Math.floor(Date.now() / 1000) + REDEMPTION_TTL_SEC }
  const { account, protocol } = own()
  const holderSignature = await account.signTypedData(redemptionTypedData(protocol.domains.redemption, authorization))
  return { authorization, holderSignature }
}

export async function withdraw(amountUsdc6: bigint): Promise<string> {
  return await carried(await own().submitIntent('Withdraw', { amount: amountUsdc6 }))
}

export async function read(path: string): Promise<unknown> {
  return await own().http.get(path)
}

async function carried({ orderNumber }: { orderNumber: string }): Promise<string> {
  const { state, code, detail } = await own().intentOutcome(orderNumber)
  if (state !== 'executed') throw new Error(`${orderNumber} ${state}: ${code} ${detail}`)
  return orderNumber
}

function keyInBrowser(): TradingKey {
  if (!tradingKey) throw new Error('no trading key was made')
  return tradingKey
}

function own(): Session {
  if (!session) throw new Error('nobody is signed in')
  return session
}
