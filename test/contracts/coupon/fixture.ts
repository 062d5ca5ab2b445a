import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { type AddressLike, randomBytes, toBeHex, toBigInt, ZeroHash } from 'ethers'
import type { Address, Hex } from 'viem'
import { type BatchOrder, encodeBatch } from '../../../sdk/src/batch/encode-batch.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags, type OrderFlags } from '../../../sdk/src/order-flags.ts'
import {
  receiveWithAuthorizationTypes,
  redemptionAuthorizationTypes,
} from '../../../sdk/src/typed-data/authorizations.ts'
import { domainOf } from '../../../sdk/src/typed-data/domain.ts'
import { INTENTS, type IntentName } from '../../../sdk/src/typed-data/intents.ts'
import { orderTypes } from '../../../sdk/src/typed-data/order.ts'
import { deployMarket, ethers, hashOf, time } from '../deployment.ts'

export const DAY = 86_400n
export const FACE = 50_000_000n
export const ISSUE_PRICE = 44_000_000n
const PRICE = 45_000_000n
const CHAIN_ID = 719719
const FAR_SEC = 4_000_000_000n
const FULL_SCOPE = (3 << 14) | (3 << 12) | (31 << 7)

export type User = HardhatEthersSigner
type AuthOptions = { nonce?: bigint; deadline?: bigint; account?: string }

const hashes = [hashOf('company'), hashOf('licence'), hashOf('documents')] as const

/** Everything deployed; nobody has applied yet. */
export async function deployCoupons() {
  const market = await deployMarket()
  const { issuerRegistry, seriesRegistry, issuerTreasury, settlement, money, compliance, issuer, operator } = market
  const contracts = {
    settlement,
    issuerRegistry,
    seriesRegistry,
    redemption: market.redemption,
    issuerTreasury,
    marketMakerDeposits: market.marketMakerDeposits,
    accountRegistry: market.accountRegistry,
  }

  async function domain(contract: keyof typeof contracts) {
    return domainOf(contract, CHAIN_ID, (await contracts[contract].getAddress()) as Address)
  }

  /** An intent's authorisation by `signer`, valid unless a test says otherwise. */
  async function authOf(signer: User, name: IntentName, args: object, options: AuthOptions = {}) {
    const { contract, gasLimit, fields } = INTENTS[name]
    const tail = {
      account: options.account ?? signer.address,
      nonce: options.nonce ?? toBigInt(randomBytes(23)) << 64n,
      deadline: options.deadline ?? FAR_SEC,
      gasLimit,
    }
    const types = { [name]: [...fields] }
    return { ...tail, signature: await signer.signTypedData(await domain(contract), types, { ...args, ...tail }) }
  }

  async function draftOf(changes: object = {}) {
    return {
      face: FACE,
      issuePrice: ISSUE_PRICE,
      supply: 1_000n,
      expiry: BigInt(await time.latest()) + 90n * DAY,
      refundWindow: 7n * DAY,
      resaleLimit: 3n,
      security: false,
      transferable: true,
      termsHash: hashOf('terms'),
      metadataUri: 'ipfs://coupon',
      ...changes,
    }
  }

  /** Applies and is approved: BBB, silver, 100,000.00 of quota. */
  async function onboard(applicant: User = issuer) {
    await issuerRegistry.connect(applicant).applyAsIssuer(...hashes)
    await issuerRegistry.connect(compliance).approve(applicant)
  }

  async function createDraft(changes: object = {}, by: User = issuer): Promise<bigint> {
    await seriesRegistry.connect(by).createSeries(await draftOf(changes))
    return seriesRegistry.seriesCount()
  }

  async function openSeries(changes: object = {}): Promise<bigint> {
    const series = await createDraft(changes)
    await seriesRegistry.connect(compliance).approve(series)
    return series
  }

  // ------------------------------------------------------------------------------------------------------------- trading

  /** Arguments of `receiveWithAuthorization` without the payee, signed by `from`. */
  async function payment(from: User, to: AddressLike, amount: bigint, nonce = toBigInt(randomBytes(24)) << 64n) {
    const token = { name: 'Genex Test Dollar', version: '1', chainId: CHAIN_ID, verifyingContract: money.target }
    const payee = await ethers.resolveAddress(to)
    const word = toBeHex(nonce, 32)
    const message = { from: from.address, to: payee, value: amount, validAfter: 0n, validBefore: FAR_SEC, nonce: word }
    const types = { ReceiveWithAuthorization: [...receiveWithAuthorizationTypes.ReceiveWithAuthorization] }
    const signature = await from.signTypedData({ ...token, verifyingContract: String(money.target) }, types, message)
    return [from.address, amount, 0n, FAR_SEC, word, signature] as const
  }

  /** Level 2, a trading key and 1,000.00 inside. */
  async function admit(user: User) {
    await market.identityRegistry.connect(compliance).setIdentity(user, 2n, 65_535n, 840n, false, false)
    const key = { index: 0n, key: user.address, kind: 0n, expiryDay: 0n, scope: FULL_SCOPE }
    await settlement.connect(user).registerKey(key, '0x')
    await money.mint(user, 1_000_000_000n)
    await settlement.depositBySig(...(await payment(user, settlement, 1_000_000_000n)))
  }

  async function orderOf(
    account: User,
    series: bigint,
    units: number,
    flags: Partial<OrderFlags>,
  ): Promise<BatchOrder> {
    const order = {
      account: account.address as Address,
      series: Number(series),
      flags: encodeOrderFlags({ ...DEFAULT_ORDER_FLAGS, ...flags }),
      price: PRICE,
      quantity: units,
      lane: 0,
      seq: Number((await settlement.laneOf(account, 0)).seq) + 1,
      epoch: Number((await settlement.keyOf(account, 0)).epoch),
      expiry: (await time.latest()) + 86_400,
      maxFeeBps: 300,
      minResalesLeft: 0,
      unitId: 0n,
    }
    const types = { Order: [...orderTypes.Order] }
    const signature = (await account.signTypedData(await domain('settlement'), types, order)) as Hex
    return { order, signature, position: 1n }
  }

  /** A primary sale at 45.00 into the buyer's wallet; returns the first token id. */
  async function sellFirst(buyer: User, series: bigint, units = 1): Promise<bigint> {
    const buy = await orderOf(buyer, series, units, { side: 'buy', toWallet: true })
    const sell = await orderOf(issuer, series, units, { side: 'sell', primary: true })
    const { batchNo } = await settlement.batchState()
    const { minted } = await settlement.seriesOf(series)
    const trades = [{ buy: 0, sell: 1, taker: 'buy', units } as const]
    const batch = { batchNo: batchNo + 1n, journalHead: ZeroHash as Hex, orders: [buy, sell], trades }
    await settlement.connect(operator).settle(encodeBatch(batch))
    return (series << 32n) | (minted + 1n)
  }

  /** The holder's word for the merchant. */
  async function consentOf(holder: User, tokenId: bigint, changes: object = {}) {
    const expiry = BigInt(await time.latest()) + 600n
    const authorization = { tokenId, changes: 0n, merchant: market.merchant.address, expiry, ...changes }
    const types = { RedemptionAuthorization: [...redemptionAuthorizationTypes.RedemptionAuthorization] }
    return [authorization, await holder.signTypedData(await domain('redemption'), types, authorization)] as const
  }

  return {
    ...market,
    authOf,
    draftOf,
    onboard,
    createDraft,
    openSeries,
    payment,
    admit,
    sellFirst,
    consentOf,
    hashes,
  }
}

/** An active issuer. */
export async function deployIssuer() {
  const coupons = await deployCoupons()
  await coupons.onboard()
  return coupons
}

/** Series 1 is open; Alice holds its first unit in her wallet, and the merchant is appointed. */
export async function deployHolder() {
  const coupons = await deployIssuer()
  const { issuer, alice, admit, openSeries, sellFirst, redemption, merchant } = coupons
  const series = await openSeries()
  await admit(issuer)
  await admit(alice)
  const tokenId = await sellFirst(alice, series)
  await redemption.connect(issuer).setMerchant(merchant, true)
  return { ...coupons, series, tokenId }
}
