import { expect } from 'chai'
import { randomBytes, toBigInt } from 'ethers'
import type { Address, Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { SESSION_GAS, type SessionKey, walletSessionKey } from '../../../sdk/src/session-key.ts'
import { SESSION_INTENTS, type SessionIntent, sessionScope } from '../../../sdk/src/session-scope.ts'
import { coSignatureTypedData } from '../../../sdk/src/typed-data/authorizations.ts'
import { domainOf, type SigningContract } from '../../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../../../sdk/src/typed-data/intents.ts'
import { deployHolder, type User } from '../coupon/fixture.ts'
import { ethers, loadFixture, time } from '../deployment.ts'
import { CHAIN_ID } from './passkey-person.ts'

const FAR_SEC = 4_000_000_000

/**
 * A session key at the contracts of the market
 * ├── gives cash to who is named, up to its limit, and to nobody else
 * ├── withdraws to the own address, which counts as well
 * ├── gives a unit of a named series away at its face value, and moves and refunds only units of named series
 * ├── cancels and asks for the exit
 * ├── confirms a redemption at a merchant's till
 * ├── registers no trading key and appoints no merchant, whatever its scope says
 * └── carries nothing where no function is open
 */
describe('A session key', () => {
  async function setUp() {
    const market = await deployHolder()
    const { accountRegistry, settlement, coSigner, authOf } = market
    const sessions = await ethers.getContractAt('Sessions', accountRegistry)
    const key = walletSessionKey(privateKeyToAccount(ethers.id('till') as Hex))
    const addresses = new Map<SigningContract, Address>()
    for (const contract of ['settlement', 'redemption', 'issuerTreasury'] as const) {
      addresses.set(contract, (await market[contract].getAddress()) as Address)
    }
    const addressOf = (contract: SigningContract) => addresses.get(contract) ?? '0x'
    const domainFor = (name: IntentName) =>
      domainOf(INTENTS[name].contract, CHAIN_ID, addressOf(INTENTS[name].contract))

    /** The lender lets the key sign these intents, or any functions by name of contract and function. */
    async function lend(lender: User, names: readonly SessionIntent[], changes: object = {}) {
      const terms = {
        key: key.address,
        kind: key.kind,
        expiry: (await time.latest()) + 86_400,
        window: 86_400,
        windowLimit: 100_000_000n,
        totalLimit: 1_000_000_000n,
        ...sessionScope(names, addressOf),
        recipients: [] as string[],
        series: [] as number[],
        ...changes,
      }
      await sessions.registerSessionBySig(terms, await authOf(lender, 'RegisterSession', terms))
    }

    async function authBy(account: string, name: IntentName, fields: object, by: SessionKey = key) {
      const nonce = toBigInt(randomBytes(23)) << 64n
      const tail = { account, nonce, deadline: FAR_SEC, gasLimit: INTENTS[name].gasLimit + SESSION_GAS }
      return { ...tail, signature: await by.sign(hashIntent(domainFor(name), name, { ...fields, ...tail })) }
    }

    async function consentTo(name: IntentName, fields: object, { signature: _, ...tail }: Record<string, unknown>) {
      const deadline = (await time.latest()) + 30
      const domain = domainFor(name)
      const { types, message } = coSignatureTypedData(domain, {
        intent: hashIntent(domain, name, { ...fields, ...tail }),
        deadline,
      })
      const signature = await coSigner.signTypedData(domain, { CoSignature: [...types.CoSignature] }, message)
      return { deadline, signature }
    }

    const give = async (from: User, to: string, amount: bigint) => {
      const fields = { to, amount, data: '0x' }
      const auth = await authBy(from.address, 'TransferCash', fields)
      return settlement.transferCashBySig(to, amount, '0x', auth, await consentTo('TransferCash', fields, auth))
    }
    return { ...market, sessions, key, addressOf, lend, authBy, consentTo, give }
  }

  it('gives cash to who is named, within its limit', async () => {
    const { settlement, sessions, alice, issuer, stranger, key, lend, give } = await loadFixture(setUp)
    await lend(alice, ['TransferCash'], { recipients: [issuer.address] })
    const before = (await settlement.accountOf(issuer)).cash
    await give(alice, issuer.address, 60_000_000n)
    expect((await settlement.accountOf(issuer)).cash).to.equal(before + 60_000_000n)
    await expect(give(alice, stranger.address, 1n))
      .to.be.revertedWithCustomError(sessions, 'Sessions_RecipientOutOfScope')
      .withArgs(key.address, stranger.address)
    await expect(give(alice, issuer.address, 40_000_001n))
      .to.be.revertedWithCustomError(sessions, 'Sessions_WindowLimit')
      .withArgs(key.address, 40_000_000n, 40_000_001n)
  })

  it('withdraws to the own address, counted', async () => {
    const { settlement, sessions, money, alice, issuer, key, lend, authBy, consentTo } = await loadFixture(setUp)
    await lend(alice, ['Withdraw', 'WithdrawTo'])
    const auth = await authBy(alice.address, 'Withdraw', { amount: 70_000_000n })
    await settlement.withdrawBySig(70_000_000n, auth, await consentTo('Withdraw', { amount: 70_000_000n }, auth))
    expect(await money.balanceOf(alice)).to.equal(70_000_000n)
    expect((await sessions.sessionOf(alice, key.address)).spent).to.equal(70_000_000n)
    const fields = { to: issuer.address, amount: 5n, data: '0x' }
    const away = await authBy(alice.address, 'WithdrawTo', fields)
    const consent = await consentTo('WithdrawTo', fields, away)
    await expect(settlement.withdrawToBySig(issuer, 5n, '0x', away, consent)).to.be.revertedWithCustomError(
      sessions,
      'Sessions_RecipientOutOfScope',
    )
  })

  it('gives a unit away at its face value', async () => {
    const { settlement, sessions, alice, issuer, series, tokenId, key, lend, authBy } = await loadFixture(setUp)
    const fields = { to: issuer.address, tokenId, data: '0x' }
    await lend(alice, ['TransferUnit'], { recipients: [issuer.address], series: [Number(series) + 1] })
    await expect(
      settlement.transferUnitBySig(issuer, tokenId, '0x', await authBy(alice.address, 'TransferUnit', fields)),
    )
      .to.be.revertedWithCustomError(sessions, 'Sessions_SeriesOutOfScope')
      .withArgs(key.address, series)
    await lend(alice, ['TransferUnit'], { recipients: [issuer.address], series: [Number(series)] })
    await settlement.transferUnitBySig(issuer, tokenId, '0x', await authBy(alice.address, 'TransferUnit', fields))
    expect(await settlement.ownerOf(tokenId)).to.equal(issuer.address)
    expect((await sessions.sessionOf(alice, key.address)).spent).to.equal(50_000_000n)
  })

  it('moves and refunds units of named series only', async () => {
    const { settlement, sessions, alice, series, tokenId, lend, authBy, consentTo } = await loadFixture(setUp)
    await lend(alice, ['EnterMarket', 'LeaveMarket', 'Refund'], { series: [Number(series) + 1] })
    const fields = { tokenIds: [tokenId] }
    const enter = async () => settlement.enterMarketBySig([tokenId], await authBy(alice.address, 'EnterMarket', fields))
    await expect(enter()).to.be.revertedWithCustomError(sessions, 'Sessions_SeriesOutOfScope')
    await expect(
      settlement.refundBySig(tokenId, await authBy(alice.address, 'Refund', { tokenId })),
    ).to.be.revertedWithCustomError(sessions, 'Sessions_SeriesOutOfScope')
    await lend(alice, ['EnterMarket', 'LeaveMarket', 'Refund'], { series: [Number(series)] })
    await enter()
    const leave = await authBy(alice.address, 'LeaveMarket', fields)
    await settlement.leaveMarketBySig([tokenId], leave, await consentTo('LeaveMarket', fields, leave))
    await expect(settlement.refundBySig(tokenId, await authBy(alice.address, 'Refund', { tokenId }))).to.emit(
      settlement,
      'CouponRefunded',
    )
  })

  it('cancels orders and asks for the exit', async () => {
    const { settlement, alice, lend, authBy, consentTo } = await loadFixture(setUp)
    await lend(alice, ['RequestCancel', 'RequestCancelAll', 'RequestExit'])
    const cancel = { lane: 0, seq: 9 }
    await settlement.requestCancelBySig(0, 9, await authBy(alice.address, 'RequestCancel', cancel))
    await settlement.requestCancelAllBySig(await authBy(alice.address, 'RequestCancelAll', {}))
    const all = await authBy(alice.address, 'RequestCancelAll', {})
    await settlement.cancelAllBySig(all, await consentTo('RequestCancelAll', {}, all))
    await expect(settlement.requestExitBySig(await authBy(alice.address, 'RequestExit', {}))).to.emit(
      settlement,
      'ExitRequested',
    )
  })

  it("confirms at a merchant's till, in a batch", async () => {
    const { redemption, sessions, alice, merchant, series, tokenId, consentOf, lend, authBy } = await loadFixture(setUp)
    await lend(merchant, ['ConfirmRedemption'], { series: [Number(series)] })
    const [authorization, holderSignature] = await consentOf(alice, tokenId)
    const auth = await authBy(merchant.address, 'ConfirmRedemption', { tokenId })
    const item = redemption.interface.encodeFunctionData('confirmBySig', [authorization, holderSignature, auth])
    await expect(redemption.executeIntents([item]))
      .to.emit(redemption, 'RedemptionConfirmed')
      .and.to.emit(sessions, 'SessionUsed')
  })

  it('is no authority over keys or merchants', async () => {
    const { settlement, redemption, sessions, issuer, merchant, addressOf, lend, authBy } = await loadFixture(setUp)
    const selectors = [
      settlement.interface.getFunction('registerKeyBySig').selector,
      redemption.interface.getFunction('setMerchantBySig').selector,
    ]
    await lend(issuer, [], { targets: [addressOf('settlement'), addressOf('redemption')], selectors })
    const fields = { index: 3, key: issuer.address, kind: 0, expiryDay: 0, scope: 1 }
    const auth = await authBy(issuer.address, 'RegisterKey', fields)
    await expect(settlement.registerKeyBySig(fields, '0x', auth))
      .to.be.revertedWithCustomError(sessions, 'Sessions_NotOpen')
      .withArgs(selectors[0])
    const appointment = await authBy(issuer.address, 'SetMerchant', { merchant: merchant.address, appointed: false })
    await expect(redemption.setMerchantBySig(merchant, false, appointment))
      .to.be.revertedWithCustomError(sessions, 'Sessions_NotOpen')
      .withArgs(selectors[1])
  })

  it('signs nothing where no function is open', async () => {
    const { issuerTreasury, issuer, addressOf, lend, authBy } = await loadFixture(setUp)
    const selectors = [issuerTreasury.interface.getFunction('withdrawBySig').selector]
    await lend(issuer, [], { targets: [addressOf('issuerTreasury')], selectors })
    const auth = await authBy(issuer.address, 'WithdrawGuarantee', { amount: 1n })
    await expect(issuerTreasury.withdrawBySig(1n, auth)).to.revert(ethers)
    expect(SESSION_INTENTS).not.to.include('WithdrawGuarantee')
  })
})
