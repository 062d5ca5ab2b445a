import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import type { Address, Hex } from 'viem'
import { encodeBatch } from '../../../sdk/src/batch/encode-batch.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags, type OrderFlags } from '../../../sdk/src/order-flags.ts'
import {
  coSignatureTypedData,
  keyPossessionTypes,
  redemptionTypedData,
} from '../../../sdk/src/typed-data/authorizations.ts'
import { domainOf } from '../../../sdk/src/typed-data/domain.ts'
import { hashIntent } from '../../../sdk/src/typed-data/intents.ts'
import { orderTypes } from '../../../sdk/src/typed-data/order.ts'
import { deployIssuer } from '../coupon/fixture.ts'
import { ethers, loadFixture, time } from '../deployment.ts'
import { createP256Key } from '../settlement/p256.ts'
import { CHAIN_ID, passkeyPerson } from './passkey-person.ts'

const MONEY = 1_000_000_000n
const PRICE = 45_000_000n
const FULL_SCOPE = (3 << 14) | (3 << 12) | (31 << 7)

/**
 * A person with a passkey and no ether
 * ├── receives money at an address where nothing is deployed, and pays it in: the deposit deploys the account
 * ├── pays a guarantee in the same way
 * ├── registers a P-256 trading key, buys, gets a refund, redeems, leaves, and pays money out from the own address
 * ├── given nothing deployed at all
 * │   └── is given cash inside, trades and withdraws to the own address
 * ├── given that the first passkey was replaced before the first deposit
 * │   └── the account is deployed by its first passkey's id, then the new one pays in
 * └── given hostile carriers
 *     ├── an intent of one chain is nothing on another, one of one contract nothing on another
 *     ├── a passkey that was removed has lost on every contract at once
 *     └── a passkey that was added to an account speaks for it on every contract, and not for its own with the same signature
 */
describe('A person with a passkey', () => {
  async function setUp() {
    const market = await deployIssuer()
    const { identityRegistry, compliance, settlement, openSeries, admit, issuer, redemption, merchant } = market
    const series = await openSeries()
    await admit(issuer)
    await redemption.connect(issuer).setMerchant(merchant, true)
    const person = await passkeyPerson(market)
    await identityRegistry.connect(compliance).setIdentity(person.address, 2n, 65_535n, 840n, false, false)
    const core = (await settlement.getAddress()) as Address
    const key = createP256Key(domainOf('settlement', CHAIN_ID, core))

    async function registerTradingKey() {
      const types = { KeyPossession: [...keyPossessionTypes.KeyPossession] }
      const fields = { index: 0, key: key.key, kind: 1, expiryDay: 0, scope: FULL_SCOPE }
      const possession = key.sign(types, { account: person.address, index: 0, key: key.key })
      const signed = ethers.concat([possession, key.publicKey])
      return settlement.registerKeyBySig(fields, signed, await person.authOf('RegisterKey', fields))
    }

    /** Two orders of a primary sale; the passkey's trading key signs the buy. */
    async function buy(units: number): Promise<bigint> {
      const expiry = (await time.latest()) + 86_400
      const orderOf = (account: string, flags: Partial<OrderFlags>) => ({
        account: account as Address,
        series: Number(series),
        flags: encodeOrderFlags({ ...DEFAULT_ORDER_FLAGS, ...flags }),
        price: PRICE,
        quantity: units,
        ...{ lane: 0, seq: 1, epoch: 0, expiry, maxFeeBps: 300, minResalesLeft: 0, unitId: 0n },
      })
      const types = { Order: [...orderTypes.Order] }
      const bid = orderOf(person.address, { side: 'buy', toWallet: true })
      const offer = orderOf(issuer.address, { side: 'sell', primary: true })
      const domain = domainOf('settlement', CHAIN_ID, core)
      const orders = [
        { order: bid, signature: key.sign(types, bid), position: 1n, publicKey: key.publicKey },
        { order: offer, signature: (await issuer.signTypedData(domain, types, offer)) as Hex, position: 2n },
      ]
      const trades = [{ buy: 0, sell: 1, taker: 'buy', units } as const]
      await settlement
        .connect(market.operator)
        .settle(encodeBatch({ batchNo: 1n, journalHead: ZeroHash as Hex, orders, trades }))
      return (series << 32n) | 1n
    }

    const cash = async () => (await settlement.accountOf(person.address)).cash
    const held = () => market.money.balanceOf(person.address)
    return { ...market, series, person, core, registerTradingKey, buy, cash, held }
  }

  async function setUpPaidIn() {
    const market = await setUp()
    const { money, settlement, person, core } = market
    await money.mint(person.address, MONEY)
    const payment = await person.payment('ReceiveWithAuthorization', core, MONEY)
    await settlement.depositBySig(person.address, ...payment)
    return market
  }

  it('pays money in that came to an empty address', async () => {
    const { money, settlement, accountRegistry, person, core, cash } = await loadFixture(setUp)
    await money.mint(person.address, MONEY)
    expect(await ethers.provider.getCode(person.address)).to.equal('0x')
    const payment = await person.payment('ReceiveWithAuthorization', core, MONEY)
    const item = settlement.interface.encodeFunctionData('depositBySig', [person.address, ...payment])
    await expect(settlement.executeIntents([item]))
      .to.emit(settlement, 'IntentExecuted')
      .and.to.emit(accountRegistry, 'AccountDeployed')
      .withArgs(person.address, person.keyId)
    expect(await cash()).to.equal(MONEY)
  })

  it('pays a guarantee in as well', async () => {
    const { money, issuerTreasury, person } = await loadFixture(setUp)
    await money.mint(person.address, MONEY)
    const payment = await person.payment('ReceiveWithAuthorization', String(issuerTreasury.target), 5n)
    await issuerTreasury.depositBySig(person.address, person.address, ...payment)
    expect(await issuerTreasury.guaranteeOf(person.address)).to.equal(5n)
  })

  it('trades, is refunded, redeems and leaves, never holding ether', async () => {
    const market = await loadFixture(setUpPaidIn)
    const { settlement, redemption, money, merchant, stranger, person, core, cash, held } = market
    await expect(market.registerTradingKey()).to.emit(settlement, 'KeyRegistered')
    const tokenId = await market.buy(2)
    expect(await settlement.ownerOf(tokenId)).to.equal(person.address)

    await settlement.refundBySig(tokenId + 1n, await person.authOf('Refund', { tokenId: tokenId + 1n }))
    const expiry = (await time.latest()) + 600
    const authorization = { tokenId, changes: 0, merchant: merchant.address as Address, expiry }
    const domain = domainOf('redemption', CHAIN_ID, (await redemption.getAddress()) as Address)
    const consent = await person.signer.signTypedData(redemptionTypedData(domain, authorization))
    await expect(redemption.connect(merchant).confirm(authorization, consent)).to.emit(
      redemption,
      'RedemptionConfirmed',
    )

    await settlement.requestExitBySig(await person.authOf('RequestExit', {}))
    await time.increase(60)
    const left = await cash()
    await settlement.withdraw(person.address, [])
    expect([await cash(), await held()]).to.deep.equal([0n, left])
    const payment = await person.payment('TransferWithAuthorization', stranger.address, left)
    await money['transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)'](
      person.address,
      stranger.address,
      ...payment,
    )
    expect([await held(), await money.balanceOf(stranger)]).to.deep.equal([0n, left])
    expect(await ethers.provider.getBalance(person.address)).to.equal(0n)
    expect(core).not.to.equal(person.address)
  })

  it('needs nothing deployed to be given cash, to trade and to withdraw', async () => {
    const market = await loadFixture(setUp)
    const { settlement, alice, coSigner, admit, authOf, person, registerTradingKey, buy, cash, held } = market
    await admit(alice)
    const consentTo = async (name: 'TransferCash' | 'Withdraw', auth: object, fields: object) => {
      const deadline = (await time.latest()) + 30
      const domain = await person.domain(name)
      const intent = hashIntent(domain, name, { ...fields, ...auth })
      const { types, message } = coSignatureTypedData(domain, { intent, deadline })
      return {
        deadline,
        signature: await coSigner.signTypedData(domain, { CoSignature: [...types.CoSignature] }, message),
      }
    }
    const gift = { to: person.address, amount: 100_000_000n, data: '0x' }
    const given = await authOf(alice, 'TransferCash', gift)
    const giftConsent = await consentTo('TransferCash', given, gift)
    await settlement.transferCashBySig(person.address, 100_000_000n, '0x', given, giftConsent)
    await registerTradingKey()
    await buy(1)
    const wish = { amount: 50_000_000n }
    const leaving = await person.authOf('Withdraw', wish)
    await settlement.withdrawBySig(50_000_000n, leaving, await consentTo('Withdraw', leaving, wish))
    expect(await held()).to.equal(50_000_000n)
    expect(await cash()).to.be.below(100_000_000n - 50_000_000n - PRICE + 1n)
    expect(await ethers.provider.getCode(person.address)).to.equal('0x')
  })

  it('is deployed by the id of its first passkey when that one was replaced before the first deposit', async () => {
    const market = await loadFixture(setUp)
    const { money, settlement, accountRegistry, person, core } = market
    await money.mint(person.address, MONEY)
    const friend = await passkeyPerson(market)
    const fields = { oldKeyId: person.keyId, ...friend.publicKey }
    const auth = await person.authOf('RotatePasskey', fields)
    const possession = await friend.possessionOf(await person.domain('RotatePasskey'), 'RotatePasskey', {
      ...fields,
      ...auth,
    })
    await accountRegistry.rotatePasskeyBySig(person.keyId, friend.publicKey, possession, auth)

    const replaced = await person.payment('ReceiveWithAuthorization', core, MONEY)
    await expect(settlement.depositBySig(person.address, ...replaced)).to.be.revertedWithCustomError(
      money,
      'ERC3009InvalidSignature',
    )
    const payment = await friend.payment('ReceiveWithAuthorization', core, MONEY, person.address)
    await expect(settlement.depositBySig(person.address, ...payment)).to.be.revertedWithCustomError(
      money,
      'ERC3009InvalidSignature',
    )
    await accountRegistry.deployAccount(person.keyId)
    await settlement.depositBySig(person.address, ...payment)
    expect((await settlement.accountOf(person.address)).cash).to.equal(MONEY)
  })

  it('signs for one chain and one contract', async () => {
    const { settlement, issuerTreasury, accountRegistry, person } = await loadFixture(setUp)
    const elsewhere = await person.authOf('RequestExit', {}, { chainId: 84_538_453 })
    await expect(settlement.requestExitBySig(elsewhere))
      .to.be.revertedWithCustomError(settlement, 'Intents_BadSignature')
      .withArgs(person.address)
    const guarantee = await person.authOf('WithdrawGuarantee', { amount: 1n })
    await expect(settlement.requestExitBySig(guarantee)).to.be.revertedWithCustomError(
      settlement,
      'Intents_BadSignature',
    )
    const exit = await person.authOf('RequestExit', {})
    await settlement.requestExitBySig(exit)
    await expect(settlement.requestExitBySig(exit)).to.be.revertedWithCustomError(
      accountRegistry,
      'InvalidAccountNonce',
    )
    await expect(issuerTreasury.withdrawBySig(1n, guarantee)).to.be.revertedWithCustomError(
      issuerTreasury,
      'Treasury_Insufficient',
    )
  })

  it('loses a removed passkey on every contract at once, and speaks with an added one', async () => {
    const market = await loadFixture(setUp)
    const { settlement, issuerRegistry, issuerTreasury, accountRegistry, hashes, person } = market
    const friend = await passkeyPerson(market)
    const before = await person.authOf('RequestExit', {})
    const fields = { oldKeyId: person.keyId, ...friend.publicKey }
    const auth = await person.authOf('RotatePasskey', fields)
    const domain = await person.domain('RotatePasskey')
    const possession = await friend.possessionOf(domain, 'RotatePasskey', { ...fields, ...auth })
    await accountRegistry.rotatePasskeyBySig(person.keyId, friend.publicKey, possession, auth)

    await expect(settlement.requestExitBySig(before)).to.be.revertedWithCustomError(settlement, 'Intents_BadSignature')
    const applied = await person.authOf('ApplyAsIssuer', {
      companyHash: hashes[0],
      licenceHash: hashes[1],
      documentsHash: hashes[2],
    })
    await expect(issuerRegistry.applyAsIssuerBySig(...hashes, applied)).to.be.revertedWithCustomError(
      issuerRegistry,
      'Intents_BadSignature',
    )
    const withdrawn = await person.authOf('WithdrawGuarantee', { amount: 1n })
    await expect(issuerTreasury.withdrawBySig(1n, withdrawn)).to.be.revertedWithCustomError(
      issuerTreasury,
      'Intents_BadSignature',
    )

    const own = await friend.authOf('RequestExit', {})
    const borrowed = { ...own, account: person.address }
    await expect(settlement.requestExitBySig(borrowed)).to.be.revertedWithCustomError(
      settlement,
      'Intents_BadSignature',
    )
    const { signature, ...rest } = borrowed
    const hash = hashIntent(await person.domain('RequestExit'), 'RequestExit', rest)
    await settlement.requestExitBySig({ ...rest, signature: await friend.signer.sign({ hash }) })
    await settlement.requestExitBySig(own)
    expect(signature).to.be.a('string')
  })
})
