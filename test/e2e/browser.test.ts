import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import type { Browser } from 'playwright-core'
import type { Address } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { keyRingField } from '../../kit/key-ring.ts'
import { fundDesk } from '../../local/play/desk.ts'
import {
  carry,
  enter,
  giveMoney,
  identify,
  type Persona,
  placeAccepted,
  registerOwnKey,
} from '../../local/play/persona.ts'
import { unitOf, unitsOf, walletOf } from '../../local/story/facts.ts'
import { until } from '../../local/until.ts'
import type { PurchaseView } from '../../sdk/src/client/purchase.ts'
import { parseUsdc } from '../../sdk/src/money.ts'
import { newNumber, takeCode } from '../services/api/support/sign-up.ts'
import { openSeries, type SystemWorld, useSystem } from '../services/api/support/system.ts'
import { addAuthenticator, addWallet, launchBrowser } from '../support/browser.ts'
import { type BarePage, openBarePage } from './support/open-page.ts'

const DOLLAR = 1_000_000n
const PRIMARY_PRICE = 45n * DOLLAR
const RESALE_PRICE = 47n * DOLLAR
const REDEEMED = 1
const ENDED = ['completed', 'refunded', 'cancelled', 'held']

/** People with nothing but a browser: they buy, sell, redeem and withdraw, and hold no ether at any time. */
describe('a person with nothing but a browser', () => {
  const system = useSystem()
  let world: SystemWorld
  let browser: Browser
  let issuer: Persona
  let merchant: Persona
  let collector: Persona
  let series = 0

  before(async () => {
    world = system()
    browser = await launchBrowser()
    ;({ issuer, series } = await openSeries(world))
    await registerOwnKey(issuer)
    await fundDesk(world)
    merchant = await enter(world, 'merchant')
    const appointment = { merchant: merchant.account.address, appointed: true }
    await carry(issuer, issuer.session.submitIntent('SetMerchant', appointment))
    collector = await enter(world, 'collector')
    await identify(world, collector, 2)
    await giveMoney(world, collector, 200n * DOLLAR)
    await carry(collector, collector.session.deposit(200n * DOLLAR))
    await registerOwnKey(collector)
  })
  after(() => browser?.close())

  const openPage = () => openBarePage(browser, world.url.replace('127.0.0.1', 'localhost'))

  it('signs up with her number and a passkey, and does it all', async () => {
    const person = await openPage()
    await addAuthenticator(person.page)
    const contact = newNumber()
    await person.does('askCode', contact)
    const account = await person.does('signUp', { contact, code: await readCode(contact) })
    assert.equal(await person.does('signIn'), account)
    await tradeAndLeave(person, account as Address)
  })

  it('comes with a wallet, which signs and never sends', async () => {
    const person = await openPage()
    const wallet = privateKeyToAccount(generatePrivateKey())
    const asked = await addWallet(person.page, wallet)
    assert.equal(await person.does('connectWallet'), wallet.address)
    await tradeAndLeave(person, wallet.address)
    assert.deepEqual([...new Set(asked)], ['eth_requestAccounts', 'personal_sign', 'eth_signTypedData_v4'])
    assert.equal(await world.chain.getTransactionCount({ address: wallet.address }), 0)
  })

  async function tradeAndLeave(person: BarePage, account: Address): Promise<void> {
    await identify(world, { account: { address: account } }, 2)
    await person.does('makeTradingKey')
    await buysTwoByCard(person, account)
    await sellsOne(person)
    await redeemsTheOther(person, account)
    await withdrawsAll(person, account)
    assert.equal(await world.chain.getBalance({ address: account }), 0n)
  }

  async function buysTwoByCard(person: BarePage, account: Address): Promise<void> {
    const offer = { series, price: PRIMARY_PRICE, quantity: 2, flags: { side: 'sell', primary: true } } as const
    await placeAccepted(world, issuer, offer)
    const wish = { side: 'buy', series, price: PRIMARY_PRICE, quantity: 2, dollars: '100.00' } as const
    const { purchaseId, checkoutUrl } = await person.does('buyByCard', wish)
    await paysAt(person, checkoutUrl ?? '')
    let purchase: Partial<PurchaseView> = {}
    await until('the purchase ending', async () => {
      purchase = (await person.does('read', `/api/v1/purchases/${purchaseId}`)) as PurchaseView
      return ENDED.includes(purchase.state ?? '')
    })
    assert.deepEqual([purchase.state, purchase.filledUnits], ['completed', 2], purchase.reason)
    assert.match(purchase.orderNumber ?? '', /^GX/)
    assert.equal((await unitsOf(world, series, account)).length, 2)
  }

  /** In a tab of its own, as the provider shows it; the card is filled in there already. */
  async function paysAt({ page }: BarePage, checkoutUrl: string): Promise<void> {
    const tab = await page.context().newPage()
    await tab.goto(checkoutUrl)
    await tab.getByRole('button', { name: /Pay/ }).click()
    await tab.close()
  }

  async function sellsOne(person: BarePage): Promise<void> {
    await placeAccepted(world, collector, { series, price: RESALE_PRICE, quantity: 1 })
    const sold = await person.does('placeOrder', { side: 'sell', series, price: RESALE_PRICE, quantity: 1 })
    assert.equal(sold.status, 'accepted', JSON.stringify(sold))
    await settled(person, sold.orderNumber)
  }

  async function redeemsTheOther(person: BarePage, account: Address): Promise<void> {
    const [tokenId = 0n] = await unitsOf(world, series, account)
    await person.does('leaveMarket', tokenId)
    const { changes } = await unitOf(world, tokenId)
    const shown = await person.does('showCoupon', { tokenId, changes, merchant: merchant.account.address })
    await carry(merchant, merchant.session.submitIntent('ConfirmRedemption', { tokenId }, shown))
    assert.equal((await unitOf(world, tokenId)).status, REDEEMED)
  }

  async function withdrawsAll(person: BarePage, account: Address): Promise<void> {
    const { availableCash } = (await person.does('read', '/api/v1/portfolio')) as { availableCash: string }
    const amount = parseUsdc(availableCash)
    assert.ok(amount > 0n)
    await person.does('withdraw', amount)
    assert.equal(await walletOf(world, account), amount)
  }

  async function settled(person: BarePage, orderNumber: string): Promise<void> {
    const isSettled = async () => ['SAFE', 'FINAL'].includes(await person.does('stateOf', orderNumber))
    await until(`order ${orderNumber} being settled`, isSettled)
  }

  async function readCode(contact: string): Promise<string> {
    const { DATABASE_URL, FIELD_KEYS } = world.environment
    const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 1 })
    try {
      return await takeCode({ pool, config: { FIELD_KEYS: keyRingField.parse(FIELD_KEYS) } }, contact)
    } finally {
      await pool.end()
    }
  }
})
