import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { keccak256, recoverTypedDataAddress, toHex } from 'viem'
import {
  carry,
  enter,
  giveMoney,
  identify,
  type OrderWish,
  type Persona,
  registerOwnKey,
  waitForOrder,
  writeOrder,
} from '../../local/play/persona.ts'
import { act, type World } from '../../local/play/world.ts'
import { until } from '../../local/until.ts'
import { identityRegistryAbi } from '../../sdk/src/abi/identity-registry.gen.ts'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import type { RequestSigner } from '../../sdk/src/client/api-key.ts'
import { ApiError, type Http } from '../../sdk/src/client/http.ts'
import { registerApiKey } from '../../sdk/src/client/register-api-key.ts'
import { signRequest } from '../../sdk/src/client/sign-request.ts'
import { createSignedHttp } from '../../sdk/src/client/signed-http.ts'
import type { MakerOrderEvent } from '../../sdk/src/market-data/maker-messages.ts'
import { MakerStream } from '../../sdk/src/market-data/maker-stream.ts'
import { formatUsdc } from '../../sdk/src/money.ts'
import { cancelReceiptTypedData } from '../../sdk/src/typed-data/authorizations.ts'
import { orderTypedData } from '../../sdk/src/typed-data/order.ts'
import { selfTradeGroupTypedData } from '../../sdk/src/typed-data/statements.ts'
import { openSeries, useSystem } from '../services/api/support/system.ts'

const DOLLAR = 1_000_000n
const QUOTES = 100
/** The least that the chain admits a market maker with. */
const DEPOSIT = 50_000n * DOLLAR

type View = Record<string, unknown>
interface Receipt {
  account: `0x${string}`
  lane: number
  seq: number
  filled: number
  position: string
  signature: `0x${string}`
}

/** A firm with two accounts that quotes through signed requests only, on the real system. */
describe('a market maker', () => {
  const system = useSystem()
  let world: World
  let maker: Persona
  let sister: Persona
  let signer: RequestSigner
  let http: Http
  let series = 0

  before(async () => {
    world = system()
    ;({ series } = await openSeries(world))
    maker = await openAccount('maker')
    sister = await openAccount('sister')
    const terms = { label: 'quotes', scopes: ['mm', 'read'] as const, ipAllowList: ['127.0.0.0/8'] }
    const expiresAtSec = Math.floor(Date.now() / 1000) + 3_600
    ;({ signer } = await registerApiKey(maker.session, { ...terms, expiresAtSec }))
    http = createSignedHttp(world.url, signer)
  })

  const batch = async (...items: unknown[]) =>
    (await http.post<{ results: View[] }>('/api/v1/mm/batch-orders', { items })).results
  const openOrders = async () => (await http.get<{ items: View[] }>('/api/v1/mm/orders')).items
  const quote = async (wish: Partial<OrderWish>, extras: View = {}, persona = maker) => {
    const order = await writeOrder(world, persona, { series, price: 40n * DOLLAR, quantity: 1, ...wish })
    const data = orderTypedData(persona.session.protocol.domains.settlement, order)
    const signature = await persona.account.signTypedData(data)
    return { type: 'place', order: { ...order, price: formatUsdc(order.price) }, signature, ...extras }
  }

  it('is seen as one through its key: accepted, with the market maker’s budget', async () => {
    const told = await http.get<View>('/api/v1/auth/diagnose')
    assert.deepEqual([told.isAccepted, told.account, told.scopes], [true, maker.account.address, ['mm', 'read']])
    await until('the budget', async () => (await policyOf('/api/v1/mm/orders')) === '"market-maker";q=100000;w=60')
  })

  it('shows its standing and deposit', async () => {
    await until('the deposit in the index', async () => {
      const { state, deposit } = await http.get<View & { deposit: View }>('/api/v1/mm/status')
      return state === 'active' && deposit.amount === '50000.00'
    })
    const { account, level, deposit, obligations, suspendAfterDays } = await http.get<View>('/api/v1/mm/status')
    assert.deepEqual([account, level, obligations, suspendAfterDays], [maker.account.address, 3, [], 3])
    const still = { withdrawalMaturesAt: null, claim: null }
    assert.deepEqual(deposit, { amount: '50000.00', minimum: '50000.00', isSufficient: true, ...still })
  })

  it('places a hundred orders in one request and finds them by its own ids', async () => {
    const items = []
    for (let lane = 0; lane < QUOTES; lane++) items.push(await quote({ lane }, { clientOrderId: `q-${lane}` }))
    const results = await batch(...items)
    assert.deepEqual(new Set(results.map(({ type, status }) => `${type} ${status}`)), new Set(['place accepted']))
    assert.equal((await openOrders()).length, QUOTES)
    const shown = await http.get<View>('/api/v1/mm/orders/q-7')
    assert.deepEqual([shown.orderNumber, shown.lane, shown.state], [results[7]?.orderNumber, 7, 'OPEN'])
    const book = await http.get<View>(`/api/v1/mm/orderbook/${series}`)
    const level = { price: '40.00', quantity: QUOTES, orders: QUOTES }
    assert.deepEqual(book.bids, [{ ...level, ownQuantity: QUOTES }])
    const [first] = book.own as View[]
    const { orderNumber } = results[0] ?? {}
    assert.deepEqual(first, { orderNumber, clientOrderId: 'q-0', side: 'buy', price: '40.00', openUnits: 1 })
    const others = await sister.session.http.get<View>(`/api/v1/mm/orderbook/${series}`)
    assert.deepEqual([others.bids, others.own], [[{ ...level, ownQuantity: 0 }], []])
    assert.deepEqual(await batch(...items), results)
  })

  it('replaces, cancels and places in one request, each with its own result', async () => {
    const replacement = await quote({ lane: 0, price: 41n * DOLLAR }, { clientOrderId: 'r-0', type: 'replace' })
    const cancels = Array.from({ length: QUOTES - 2 }, (_, i) => `q-${i + 2}`)
    const results = await batch(
      { ...replacement, replaces: { clientOrderId: 'q-0' } },
      ...cancels.map((clientOrderId) => ({ type: 'cancel', target: { clientOrderId } })),
      await quote({ lane: 2 }, { clientOrderId: 'q-1' }),
    )
    assert.deepEqual([results[0]?.status, results.at(-1)?.code], ['accepted', 'ORDER_CLIENT_ID_TAKEN'])
    assert.equal(results.filter(({ status }) => status === 'cancelled').length, QUOTES - 2)
    assert.deepEqual(
      (await openOrders()).map(({ clientOrderId, price }) => [clientOrderId, price]),
      [
        ['q-1', '40.00'],
        ['r-0', '41.00'],
      ],
    )
  })

  it('is told of its own orders over the stream, and of what it missed', async () => {
    const events: MakerOrderEvent[] = []
    const gaps: unknown[] = []
    let begun = 0
    const open = (after?: number) =>
      new MakerStream(
        world.url,
        { onOrder: (event) => events.push(event), onGap: (gap) => gaps.push(gap), onBegan: () => begun++ },
        { authorize: (request) => signRequest(signer, request), ...(after === undefined ? {} : { after }) },
      )
    const told = () => events.map(({ event, clientOrderId, openUnits }) => [event, clientOrderId, openUnits])
    const first = open()
    await until('the stream', () => begun === 1)
    await batch(await quote({ lane: 3 }, { clientOrderId: 's-1' }))
    await until('the order', () => events.length === 1)
    first.close()
    await batch(
      { type: 'cancel', target: { clientOrderId: 's-1' } },
      await quote({ lane: 3 }, { clientOrderId: 's-2' }),
    )
    const second = open(first.sequence)
    await until('what was missed', () => events.length === 3)
    await batch({ type: 'cancel', target: { clientOrderId: 's-2' } })
    await until('the end', () => events.length === 4)
    second.close()
    assert.deepEqual(told(), [
      ['accepted', 's-1', 1],
      ['ended', 's-1', 0],
      ['accepted', 's-2', 1],
      ['ended', 's-2', 0],
    ])
    const [{ sequence = 0 } = {}] = events
    assert.deepEqual(
      events.map((event) => event.sequence),
      [0, 1, 2, 3].map((step) => sequence + step),
    )
    assert.deepEqual(gaps, [])
  })

  it('never trades with the firm’s other account once both have said so', async () => {
    const accounts = [maker.account.address, sister.account.address]
    const version = Date.now()
    const message = selfTradeGroupTypedData(maker.session.protocol.domains.statements, { accounts, version })
    const sign = async ({ account }: Persona) => ({
      account: account.address,
      signature: await account.signTypedData(message),
    })
    const members = [await sign(maker), await sign(sister)]
    const group = await http.post<View>('/api/v1/mm/group', { members, version })
    assert.deepEqual(group, { accounts, version })
    const seen = await sister.session.http.get<View>('/api/v1/mm/group')
    assert.deepEqual(seen.accounts, accounts.toReversed())
  })

  it('has its orders cancelled when it falls silent, each with a receipt that the co-signer signed', async () => {
    const [order] = await openOrders()
    const kept = await http.post<View>('/api/v1/mm/keep-alive', { timeoutMs: 1_000 })
    assert.equal((kept.watches as View[]).length, 1)
    await until('the silence', async () => (await openOrders()).length === 0)
    const shown = await http.get<View>(`/api/v1/orders/${order?.orderNumber}`)
    assert.deepEqual([shown.state, shown.reason], ['CANCELLED', 'SILENT'])
    const receipt = shown.receipt as Receipt
    const domain = maker.session.protocol.domains.settlement
    const typedData = cancelReceiptTypedData(domain, { ...receipt, position: BigInt(receipt.position) })
    const coSigner = await world.chain.readContract({
      address: world.addresses.get('Settlement'),
      abi: settlementAbi,
      functionName: 'coSigner',
    })
    assert.equal(await recoverTypedDataAddress({ ...typedData, signature: receipt.signature }), coSigner)
    assert.deepEqual((await http.get<View>('/api/v1/mm/keep-alive')).watches, [])
  })

  it('is shown suspended, with the report that it rests on, and can ask for its deposit back', async () => {
    const reportHash = keccak256(toHex('report'))
    await act(world, world.officer('compliance'), {
      address: world.addresses.get('IdentityRegistry'),
      abi: identityRegistryAbi,
      functionName: 'suspendMarketMaker',
      args: [sister.account.address, reportHash],
    })
    const status = () => sister.session.http.get<View & { deposit: View }>('/api/v1/mm/status')
    await until('the suspension in the index', async () => (await status()).state === 'suspended')
    assert.equal((await status()).reportHash, reportHash)
    await carry(sister, sister.session.submitIntent('RequestMakerWithdrawal', {}))
    await until('the request in the index', async () => (await status()).deposit.withdrawalMaturesAt !== null)
    const early = await sister.session.submitIntent('WithdrawMakerDeposit', {})
    const refused = await waitForOrder(sister, early.orderNumber, ({ state }) => state === 'refused')
    assert.equal(refused.code, 'MAKER_DEPOSIT_NOT_MATURED')
  })

  it('has each request taken once, within its scopes', async () => {
    const url = `${world.url}/api/v1/mm/orders`
    const headers = await signRequest(signer, { method: 'GET', url })
    const codes = []
    for (let i = 0; i < 2; i++) codes.push(((await (await fetch(url, { headers })).json()) as View).code)
    assert.deepEqual(codes, [undefined, 'API_SIGNATURE_REPLAYED'])
    const outside = http.post('/api/v1/orders/cancel-all', {})
    await assert.rejects(outside, (error: unknown) => error instanceof ApiError && error.code === 'API_KEY_SCOPE')
  })

  async function openAccount(name: string): Promise<Persona> {
    const persona = await enter(world, name)
    await giveMoney(world, persona, DEPOSIT + 10_000n * DOLLAR)
    await carry(persona, persona.session.depositAsMaker(DEPOSIT))
    await identify(world, persona, 3, { isMarketMaker: true })
    await carry(persona, persona.session.deposit(10_000n * DOLLAR))
    await registerOwnKey(persona)
    return persona
  }

  async function policyOf(path: string): Promise<string | null> {
    const url = `${world.url}${path}`
    const response = await fetch(url, { headers: await signRequest(signer, { method: 'GET', url }) })
    return response.headers.get('ratelimit-policy')
  }
})
