import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Address, encodeFunctionData, recoverTypedDataAddress } from 'viem'
import {
  carry,
  enter,
  giveMoney,
  identify,
  keyOfName,
  type Persona,
  place,
  placeAccepted,
  registerOwnKey,
  waitForOrder,
} from '../../local/play/persona.ts'
import type { World } from '../../local/play/world.ts'
import { walletOf } from '../../local/story/facts.ts'
import { until } from '../../local/until.ts'
import { organisationAbi } from '../../sdk/src/abi/organisation.gen.ts'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import { ApiError } from '../../sdk/src/client/http.ts'
import { cancelReceiptTypedData } from '../../sdk/src/typed-data/authorizations.ts'
import { organisationActionTypes, organisationDomain } from '../../sdk/src/typed-data/organisation.ts'
import { installSdk, packSdk, runExample, writeExamples } from '../repo/support/packed-sdk.ts'
import { bearer, newAccount, signIn } from '../services/api/support/calls.ts'
import { assertAsDocumented } from '../services/api/support/conformance.ts'
import { attemptsOf } from '../services/api/support/hostile.ts'
import { type OpenApiDocument, operationsOf } from '../services/api/support/openapi.ts'
import { StreamClient } from '../services/api/support/stream.ts'
import { openSeries, useSystem } from '../services/api/support/system.ts'
import { temporaryDir } from '../services/relayer/support/places.ts'

const DOLLAR = 1_000_000n
type View = Record<string, unknown>

/** One story through the public interface only: sign in, deposit, trade, cancel, withdraw, and read all of it back. */
describe('the whole interface', () => {
  const system = useSystem()
  let world: World
  let issuer: Persona
  let buyer: Persona
  let series = 0
  let stream: StreamClient

  before(async () => {
    world = system()
    ;({ issuer, series } = await openSeries(world))
    await registerOwnKey(issuer)
    buyer = await enter(world, 'buyer')
    await identify(world, buyer, 2)
    await giveMoney(world, buyer, 500n * DOLLAR)
    stream = await StreamClient.open(world.url)
  })
  after(() => stream.close())

  const get = (path: string) => buyer.session.http.get<View>(`/api/v1${path}`)
  const items = async (path: string) => (await get(path)).items as View[]
  const indexed = (path: string) =>
    until(`${path} in the index`, async () => (await items(path)).length > 0).then(() => items(path))

  it('takes a deposit and tells how it was carried', async () => {
    const state = await carry(buyer, buyer.session.deposit(500n * DOLLAR))
    assert.deepEqual([state.kind, state.state], ['intent', 'executed'])
    assert.match(String(state.transaction), /^0x[0-9a-f]{64}$/)
    assert.ok(Number(state.block) > 0 && Number(state.gasUsed) > 21_000)
    await waitForOrder(buyer, state.orderNumber, ({ confirmation }) => confirmation !== 'mined')
  })

  it('refuses an order before there is a trading key, naming code, field and detail', async () => {
    const placed = await place(world, buyer, { series, price: 45n * DOLLAR, quantity: 1 })
    assert.deepEqual([placed.status, placed.code, placed.field], ['rejected', 'ORDER_NO_KEY', 'account'])
    assert.match(String(placed.detail), /register/)
  })

  it('registers the own key', async () => {
    assert.equal((await registerOwnKey(buyer)).state, 'executed')
    await until('the key in the book', async () => (await buyer.session.tradingKeys()).length === 1)
    const [key] = await buyer.session.tradingKeys()
    assert.deepEqual([key?.index, key?.key, key?.kind, key?.epoch], [0, buyer.account.address, 'secp256k1', 0])
  })

  it('shows a resting order in the book, in the list and by its number', async () => {
    const placed = await placeAccepted(world, buyer, { series, price: 40n * DOLLAR, quantity: 2, lane: 1 })
    const [listed] = await items('/orders')
    const shown = (await get(`/orders/${placed.orderNumber}`)) as View
    const { trades, ...flat } = shown
    assert.deepEqual([flat, trades], [listed, []])
    assert.deepEqual(
      [shown.kind, shown.account, shown.side, shown.final, shown.price, shown.state, shown.units],
      [
        'order',
        buyer.account.address,
        'buy',
        false,
        '40.00',
        'OPEN',
        { open: 2, matched: 0, submitted: 0, safe: 0, final: 0 },
      ],
    )
    const book = await get(`/orderbook/${series}`)
    assert.deepEqual(book.bids, [{ price: '40.00', quantity: 2, orders: 1 }])
    assert.equal('lastPrice' in book, false)
  })

  it('answers another account’s order number like an unknown one', async () => {
    const [listed] = await items('/orders')
    await assert.rejects(
      issuer.session.orderState(String(listed?.orderNumber)),
      (error: unknown) => error instanceof ApiError && error.code === 'ORDER_NUMBER_UNKNOWN',
    )
  })

  it('streams a snapshot first', async () => {
    stream.send({ type: 'subscribe', series })
    const snapshot = await stream.next(({ type }) => type === 'snapshot')
    assert.deepEqual(snapshot.bids, [{ price: '40.00', quantity: 2, orders: 1 }])
    assert.equal('lastPrice' in snapshot, false)
  })

  it('cancels with a receipt that the co-signer signed', async () => {
    const [result] = await buyer.session.cancelOrders([{ lane: 1, seq: 1 }])
    assert.equal(result?.status, 'cancelled')
    const receipt = result?.receipt
    assert(receipt)
    const message = { ...receipt, account: buyer.account.address, position: BigInt(receipt.position) }
    const domain = buyer.session.protocol.domains.settlement
    const signer = await recoverTypedDataAddress({
      ...cancelReceiptTypedData(domain, message),
      signature: receipt.signature,
    })
    assert.equal(signer, await coSignerOf(world))
  })

  it('streams the change of the book in dollars, with the next sequence', async () => {
    const snapshot = await stream.next(({ type }) => type === 'snapshot')
    const delta = await stream.next(({ type }) => type === 'delta')
    assert.equal(delta.sequence, Number(snapshot.sequence) + 1)
    assert.deepEqual([delta.bids, delta.asks], [[{ price: '40.00', quantity: 0, orders: 0 }], []])
  })

  it('refuses to cancel what is not there', async () => {
    const results = await buyer.session.cancelOrders([
      { lane: 9, seq: 1 },
      { lane: 1, seq: 1 },
    ])
    assert.deepEqual(
      results.map(({ code }) => code),
      ['ORDER_NOT_FOUND', 'ORDER_NOT_FOUND'],
    )
  })

  it('settles a primary sale and shows trade and units of the order', async () => {
    await placeAccepted(world, issuer, {
      series,
      price: 45n * DOLLAR,
      quantity: 10,
      flags: { side: 'sell', primary: true },
    })
    const bought = await placeAccepted(world, buyer, { series, price: 45n * DOLLAR, quantity: 3 })
    await waitForOrder(buyer, bought.orderNumber, ({ state }) => state === 'FINAL')
    const shown = await get(`/orders/${bought.orderNumber}`)
    const [trade] = shown.trades as View[]
    assert.deepEqual([trade?.price, trade?.quantity, trade?.state], ['45.00', 3, 'FINAL'])
    assert.deepEqual(shown.units, { open: 0, matched: 0, submitted: 0, safe: 0, final: 3 })
  })

  it('streams the trade without telling whose it was', async () => {
    const trade = await stream.next(({ type }) => type === 'trade')
    assert.deepEqual([trade.price, trade.quantity, trade.takerSide], ['45.00', 3, 'buy'])
    const told = JSON.stringify(stream.messages).toLowerCase()
    for (const { account } of [buyer, issuer])
      assert.equal(told.includes(account.address.toLowerCase().slice(2)), false)
    assert.equal(told.includes('ordernumber'), false)
  })

  it('withdraws at once with the operator’s co-signature', async () => {
    const state = await carry(buyer, buyer.session.submitIntent('Withdraw', { amount: 100n * DOLLAR }))
    assert.equal(state.state, 'executed')
    assert.equal(await walletOf(world, buyer.account.address), 100n * DOLLAR)
  })

  it('refuses to withdraw what is not there, as a rule', async () => {
    await assert.rejects(
      buyer.session.submitIntent('Withdraw', { amount: 10_000n * DOLLAR }),
      (error: unknown) => error instanceof ApiError && error.code === 'CO_SIGNATURE_CASH_RESERVED',
    )
  })

  it('reads deposits, withdrawals, fills, trades and coupons back', async () => {
    const [deposit] = await indexed('/deposits')
    assert.equal(deposit?.amount, '500.00')
    const [withdrawal] = await indexed('/withdrawals')
    assert.equal(withdrawal?.amount, '100.00')
    const [fill] = await indexed('/fills')
    assert.deepEqual([fill?.side, fill?.price, fill?.units, fill?.fee], ['buy', '45.00', 3, '0.675'])
    const [trade] = await indexed(`/trades?series=${series}`)
    assert.deepEqual([trade?.tradeId, trade?.primary, trade?.final], [fill?.tradeId, true, false])
    const coupons = await indexed('/coupons')
    assert.equal(coupons.length, 3)
    assert.deepEqual(await get(`/coupons/${coupons[0]?.tokenId}`), coupons[0])
  })

  it('reads the trade back as candles and tickers', async () => {
    const prices = { open: '45.00', high: '45.00', low: '45.00', close: '45.00' }
    for (const interval of ['1m', '1d']) {
      const [candle] = await indexed(`/series/${series}/candles?interval=${interval}`)
      const { openedAt, ...shown } = candle ?? {}
      assert.deepEqual(shown, { ...prices, units: 3, turnover: '135.00', trades: 1 })
      assert.ok(Number(openedAt) > 0)
    }
    const day = { last: '45.00', open24h: '45.00', high24h: '45.00', low24h: '45.00', units24h: 3, trades24h: 1 }
    const market = { series, final: false, ...day, turnover24h: '135.00', change24h: '0.00', changeBps24h: 0 }
    const best = { bestBid: null, bestAsk: { price: '45.00', quantity: 7, orders: 1 } }
    assert.deepEqual(await items('/tickers'), [{ ...market, ...best }])
    assert.deepEqual(await get(`/series/${series}/ticker`), { ...market, ...best })
  })

  it('streams the same candle and ticker, and a book with the REST snapshot’s checksum', async () => {
    const client = await StreamClient.open(world.url)
    client.send({ type: 'subscribe', series, channels: ['book', 'candles:1d', 'ticker'] })
    const candle = await client.next(({ type }) => type === 'candle')
    const ticker = await client.next(({ type }) => type === 'ticker')
    assert.deepEqual([candle.units, candle.turnover, ticker.last, ticker.units24h], [3, '135.00', '45.00', 3])
    const { checksum, sequence } = await get(`/orderbook/${series}`)
    const snapshot = await client.next(({ type }) => type === 'snapshot')
    assert.deepEqual([snapshot.checksum, snapshot.sequence], [checksum, sequence])
    client.close()
  })

  it('pages the coupons without repeating or losing one', async () => {
    const first = await get('/coupons?limit=2')
    const second = await get(`/coupons?limit=2&cursor=${first.nextCursor}`)
    const ids = [...(first.items as View[]), ...(second.items as View[])].map(({ tokenId }) => tokenId)
    assert.deepEqual([new Set(ids).size, ids.length, 'nextCursor' in second], [3, 3, false])
  })

  it('shows portfolio, issuer and series', async () => {
    const portfolio = await get('/portfolio')
    assert.deepEqual(
      [portfolio.cash, portfolio.availableCash, portfolio.units, portfolio.level],
      ['264.325', '264.325', 3, 2],
    )
    const [shown] = await items('/issuers')
    assert.deepEqual(await get(`/issuers/${issuer.account.address}`), shown)
    const [listed] = await items(`/series?issuer=${issuer.account.address}`)
    assert.deepEqual([listed?.minted, listed?.lastPrice, listed?.status], [3, '45.00', 'approved'])
  })

  it('takes an issuer’s guarantee and shows it', async () => {
    await giveMoney(world, issuer, 50n * DOLLAR)
    const state = await carry(issuer, issuer.session.depositGuarantee(50n * DOLLAR))
    assert.deepEqual([state.kind, state.state], ['intent', 'executed'])
    await until('the guarantee in the index', async () => (await items('/issuers'))[0]?.guarantee === '50.00')
  })

  it('acts for an organisation as soon as enough of its members approved', async () => {
    const [ann, ben] = [buyer, issuer]
    const owners = [ann.account.address, ben.account.address]
    const created = await ann.session.http.post<View>('/api/v1/organisations', { owners, ownersNeeded: 2 })
    const organisation = created.organisation as Address
    await waitForOrder(ann, String(created.orderNumber), ({ state }) => state === 'executed')
    const own = `/api/v1/organisations/${organisation}`
    const action = {
      target: organisation,
      data: encodeFunctionData({ abi: organisationAbi, functionName: 'setOwnersNeeded', args: [1] }),
      nonce: 0n,
      deadline: Math.floor(Date.now() / 1000) + 3_600,
    }
    const sign = (member: Persona) =>
      member.account.signTypedData({
        domain: organisationDomain(719_719, organisation),
        types: organisationActionTypes,
        primaryType: 'Action',
        message: action,
      })
    const proposed = await ann.session.http.post<View>(`${own}/actions`, {
      ...action,
      nonce: '0',
      signature: await sign(ann),
    })
    assert.equal(proposed.state, 'waiting')
    const approvals = `${own}/actions/${proposed.digest}/approvals`
    const approved = await ben.session.http.post<View>(approvals, { signature: await sign(ben) })
    assert.equal(approved.state, 'carried')
    for (const member of [ann, ben]) {
      await waitForOrder(member, String(approved.orderNumber), ({ state }) => state === 'executed')
    }
    await until('the change in the index', async () => {
      const shown = await ann.session.http.get<View>(own)
      return shown.ownersNeeded === 1 && (shown.members as View[]).length === 2
    })
    const again = await ben.session.http.post<View>(approvals, { signature: await sign(ben) })
    assert.equal(again.orderNumber, approved.orderNumber)
  })

  it('has a ledger that balances and agrees with logs and contracts', async () => {
    const balance = await get('/ledger/trial-balance')
    assert.equal(balance.isBalanced, true)
    assert.ok((balance.assets as View[]).length >= 2)
    const reconciliation = await get('/ledger/reconciliation')
    assert.deepEqual(reconciliation.differences, [])
    assert.equal(reconciliation.isReconciled, true)
  })

  it('answers every operation as documented, whatever is sent', async () => {
    const api = { request: (path: string, init?: RequestInit) => fetch(`${world.url}${path}`, init) }
    const document = (await api.request('/openapi.json').then((answer) => answer.json())) as OpenApiDocument
    for (const operation of operationsOf(document)) {
      const account = newAccount()
      const headers = bearer(await signIn(api, account))
      for (const { path, init } of attemptsOf(document, operation, { account: account.address })) {
        const request = { ...init, headers: { ...init.headers, ...headers } }
        assertAsDocumented(operation, request, await api.request(path, request))
      }
    }
  })

  it('runs the examples of the packed SDK as they are written', async () => {
    for (const name of ['Alice', 'Ben']) {
      const persona = await enter(world, name, keyOfName(name))
      await identify(world, persona, 2)
      await giveMoney(world, persona, 10n * DOLLAR)
      await carry(persona, persona.session.deposit(10n * DOLLAR))
      await registerOwnKey(persona)
      await until(`${name}'s key in the book`, async () => (await persona.session.tradingKeys()).length === 1)
    }
    const place = temporaryDir()
    try {
      const project = await installSdk(await packSdk(place.dir), place.dir)
      const examples = writeExamples(project, world.url)
      const printed = await Promise.all(examples.map((file) => runExample(project, file)))
      const [quickStart, marketData, serverKey, clearSigning] = printed
      assert.match(quickStart ?? '', /^accepted .*\nOPEN\ncancelled [\s\S]*\nexecuted\nexecuted\n$/)
      assert.match(marketData ?? '', /^book 1 /)
      assert.match(serverKey ?? '', /availableCash/)
      assert.equal(clearSigning, 'Ask to leave with everything\n')
    } finally {
      place.remove()
    }
  })

  it('cuts a stream off that asks nonsense', async () => {
    const client = await StreamClient.open(world.url)
    client.send('{"type":"subscribe","series":"one"}')
    assert.equal(await client.closeCode(), 4003)
  })
})

async function coSignerOf({ chain, addresses }: World) {
  return await chain.readContract({
    address: addresses.get('Settlement'),
    abi: settlementAbi,
    functionName: 'coSigner',
  })
}
