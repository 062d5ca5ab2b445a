import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { randomBytes, toBeHex, toBigInt, ZeroHash } from 'ethers'
import { network } from 'hardhat'
import type { Address, Hex } from 'viem'
import { decodeRecords, type TradeRecord } from '../../../sdk/src/batch/decode-records.ts'
import { type BatchOrder, type BatchTrade, encodeBatch } from '../../../sdk/src/batch/encode-batch.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags, type OrderFlags } from '../../../sdk/src/order-flags.ts'
import {
  cancelReceiptTypes,
  coSignatureTypes,
  keyPossessionTypes,
  receiveWithAuthorizationTypes,
} from '../../../sdk/src/typed-data/authorizations.ts'
import { domainOf } from '../../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../../../sdk/src/typed-data/intents.ts'
import { type Order, orderTypes } from '../../../sdk/src/typed-data/order.ts'

export const connection = await network.create('genex')
export const { ethers, networkHelpers } = connection
export const { loadFixture, time } = networkHelpers

export const DAY = 86_400
export const FACE = 50_000_000n
export const PRICE = 45_000_000n
export const RESERVE = 44_000_000n
export const CASH = 1_000_000_000n
export const SERIES = 1
export const REFUND_WINDOW = 7 * DAY
/** Every side, every class, no limit of notional, no floor. */
export const FULL_SCOPE = (3 << 14) | (3 << 12) | (31 << 7)
const CHAIN_ID = 719719
const FAR_SEC = 4_000_000_000

export type User = HardhatEthersSigner
type Tuple = { account: string; nonce: bigint; deadline: number; gasLimit: number; signature: string }
type AuthOptions = Partial<Pick<Tuple, 'account' | 'nonce' | 'deadline' | 'gasLimit'>>
/** What a test changes of an order; flags in words. */
export type OrderChanges = Partial<Omit<Order, 'flags'>> & { flags?: Partial<OrderFlags>; signer?: User }

/**
 * The core as people meet it at the desk: an issuer with series 1 (face 50.00, 3 resales, 7 days of refund, issuance fee 1.2 %,
 * reserve 44.00), and Alice, Bob and Carol at level 2, each with 1,000.00 inside and trading with her own address.
 */
export async function deployDesk() {
  const [admin, operator, coSigner, bystander, issuer, alice, bob, carol] = await ethers.getSigners()
  if (!admin || !operator || !coSigner || !bystander || !issuer || !alice || !bob || !carol) {
    throw new Error('the node has too few signers')
  }
  const manager = await ethers.deployContract('AccessManager', [admin.address])
  const brake = await ethers.deployContract('Brake', [manager])
  const token = await ethers.deployContract('TestStablecoin')
  const gate = await ethers.deployContract('MockGate')
  const config = { authority: manager, moneyToken: token, brake, product: 1n }
  const extension = await ethers.deployContract('SettlementExtension', [config])
  const core = await ethers.deployContract('Settlement', [config, extension])
  const settlement = await ethers.getContractAt('ISettlement', core)
  const intents = await ethers.getContractAt('SettlementExtension', core)
  const address = (await core.getAddress()) as Address
  const domain = domainOf('settlement', CHAIN_ID, address)
  await settlement.setOperator(operator)
  await settlement.setCoSigner(coSigner)
  await settlement.setGate(gate)

  const profile = {
    level: 2,
    state: 0,
    sanctioned: false,
    kycExpiryDay: 65_535,
    jurisdiction: 702,
    accredited: false,
    marketMaker: false,
  }

  // ------------------------------------------------------------------ signing

  /** An intent's authorisation, valid unless a test says otherwise. */
  async function authOf(signer: User, name: IntentName, args: object, options: AuthOptions = {}): Promise<Tuple> {
    const tail = {
      account: options.account ?? signer.address,
      nonce: options.nonce ?? (await intents['nonces(address)'](options.account ?? signer.address)),
      deadline: options.deadline ?? FAR_SEC,
      gasLimit: options.gasLimit ?? INTENTS[name].gasLimit,
    }
    const types = { [name]: [...INTENTS[name].fields] }
    return { ...tail, signature: await signer.signTypedData(domain, types, { ...args, ...tail }) }
  }

  async function coSign(name: IntentName, args: object, auth: Tuple, aheadSec = 30, signer: User = coSigner as User) {
    const { signature: _, ...tail } = auth
    const message = {
      intent: hashIntent(domain, name, { ...args, ...tail }),
      deadline: (await time.latest()) + aheadSec,
    }
    return { deadline: message.deadline, signature: await signer.signTypedData(domain, coSignTypes, message) }
  }

  /** Authorisation and co-signature together. */
  async function consented(signer: User, name: IntentName, args: object, options: AuthOptions = {}) {
    const auth = await authOf(signer, name, args, options)
    return [auth, await coSign(name, args, auth)] as const
  }

  async function receiptOf(
    account: string,
    lane: number,
    seq: number,
    filled: number,
    signer: User = coSigner as User,
  ) {
    const message = { account, lane, seq, filled, position: 7n }
    return [account, lane, seq, filled, 7n, await signer.signTypedData(domain, receiptTypes, message)] as const
  }

  function possessionOf(key: User, account: string, index: number) {
    return key.signTypedData(domain, possessionTypes, { account, index, key: key.address })
  }

  function keyOf(key: string, index = 0, changes: { kind?: number; expiryDay?: number; scope?: number } = {}) {
    return { index, key, kind: 0, expiryDay: 0, scope: FULL_SCOPE, ...changes }
  }

  // -------------------------------------------------------------------- money

  async function depositArgs(account: User, amount: bigint, signer: User = account) {
    const nonce = toBeHex(toBigInt(randomBytes(24)) << 64n, 32)
    const message = { from: account.address, to: address, value: amount, validAfter: 0n, validBefore: FAR_SEC, nonce }
    const tokenDomain = {
      name: 'Genex Test Dollar',
      version: '1',
      chainId: CHAIN_ID,
      verifyingContract: await token.getAddress(),
    }
    const signature = await signer.signTypedData(tokenDomain, depositTypes, message)
    return [account.address, amount, 0n, FAR_SEC, nonce, signature] as const
  }

  async function deposit(account: User, amount: bigint): Promise<void> {
    await token.mint(account, amount)
    await settlement.depositBySig(...(await depositArgs(account, amount)))
  }

  async function cashOf(account: User): Promise<bigint> {
    return (await settlement.accountOf(account)).cash
  }

  /** Money that the core says it owes: what must equal `totalCash`. */
  async function owed(
    days: readonly number[],
    accounts: readonly User[] = [issuer as User, alice as User, bob as User, carol as User],
  ) {
    const cash = await Promise.all(accounts.map(cashOf))
    const held = await Promise.all(days.map(async (day) => settlement.heldOf(SERIES, day)))
    const heldSum = held.reduce((sum, word) => sum + word.gross + word.buyerFees, 0n)
    return cash.reduce((sum, amount) => sum + amount, 0n) + heldSum + (await settlement.accruedFees())
  }

  // ------------------------------------------------------------------- trades

  async function orderOf(account: User, side: 'buy' | 'sell', changes: OrderChanges = {}): Promise<BatchOrder> {
    const { flags, signer = account, ...fields } = changes
    const order: Order = {
      account: account.address as Address,
      series: SERIES,
      flags: encodeOrderFlags({
        ...DEFAULT_ORDER_FLAGS,
        unitChoice: side === 'sell' ? 'ANY' : 'NAMED',
        side,
        ...flags,
      }),
      price: PRICE,
      quantity: 1,
      lane: 0,
      seq: await nextSeq(account, changes.lane ?? 0),
      epoch: Number((await settlement.keyOf(account, flags?.keyIndex ?? 0)).epoch),
      expiry: (await time.latest()) + DAY,
      maxFeeBps: 300,
      minResalesLeft: 0,
      unitId: 0n,
      ...fields,
    }
    const signature = (await signer.signTypedData(domain, signedOrderTypes, order)) as Hex
    return { order, signature, position: 1n }
  }

  async function nextSeq(account: User, lane: number): Promise<number> {
    return Number((await settlement.laneOf(account, lane)).seq) + 1
  }

  async function settle(orders: readonly BatchOrder[], trades: readonly BatchTrade[]): Promise<TradeRecord[]> {
    const { batchNo } = await settlement.batchState()
    const batch = encodeBatch({ batchNo: batchNo + 1n, journalHead: ZeroHash as Hex, orders, trades })
    const receipt = await (await settlement.connect(operator).settle(batch)).wait()
    const logs = (receipt?.logs ?? []).map((log) => settlement.interface.parseLog(log))
    return logs.flatMap((log) => (log?.name === 'BatchSettled' ? decodeRecords([...log.args.records]) : []))
  }

  /** One trade of two orders; the buyer takes. */
  async function trade(buy: BatchOrder, sell: BatchOrder, serials?: readonly number[]): Promise<TradeRecord> {
    const units = serials?.length ?? buy.order.quantity
    const [record] = await settle(
      [buy, sell],
      [{ buy: 0, sell: 1, taker: 'buy', units, ...(serials ? { serials } : {}) }],
    )
    if (!record) throw new Error('the batch logged no record')
    return record
  }

  /** First-hand units for the buyer, in the wallet unless said otherwise. */
  async function buyFirst(buyer: User, units = 1, toWallet = true): Promise<bigint[]> {
    const buy = await orderOf(buyer, 'buy', { quantity: units, flags: { toWallet } })
    const sell = await orderOf(issuer as User, 'sell', {
      quantity: units,
      flags: { primary: true, unitChoice: 'NAMED' },
    })
    const record = await trade(buy, sell)
    if (record.code !== 'FILLED') throw new Error(`the sale was skipped: ${record.code}`)
    return record.serials.map((serial) => tokenIdOf(serial))
  }

  async function daySoldOf(tokenId: bigint): Promise<number> {
    return Math.floor(Number((await settlement.unitOf(tokenId)).soldAt) / DAY)
  }

  // --------------------------------------------------------------------- state

  const expirySec = (await time.latest()) + 90 * DAY
  const terms = {
    issuer: issuer.address,
    face: FACE,
    expiry: expirySec,
    flags: 2,
    supply: 1_000,
    refundWindow: REFUND_WINDOW,
    resaleLimit: 3,
    issuanceFeeBps: 120,
    reservePerUnit: RESERVE,
  }
  await settlement.setIssuer(issuer, 2, 1, 4, 1n, 10n ** 13n)
  await settlement.openSeries(SERIES, terms)
  for (const user of [issuer, alice, bob, carol]) {
    await settlement.setProfile(user, profile)
    await settlement.connect(user).registerKey(keyOf(user.address), '0x')
    if (user !== issuer) await deposit(user, CASH)
  }

  return {
    admin,
    operator,
    coSigner,
    bystander,
    issuer,
    alice,
    bob,
    carol,
    manager,
    brake,
    extension,
    token,
    gate,
    settlement,
    intents,
    address,
    domain,
    profile,
    terms,
    expirySec,
    authOf,
    coSign,
    consented,
    receiptOf,
    possessionOf,
    keyOf,
    depositArgs,
    deposit,
    cashOf,
    owed,
    orderOf,
    settle,
    trade,
    buyFirst,
    daySoldOf,
  }
}

export function tokenIdOf(serial: number, series = SERIES): bigint {
  return (BigInt(series) << 32n) | BigInt(serial)
}

// ethers wants arrays that it could write to.
const coSignTypes = { CoSignature: [...coSignatureTypes.CoSignature] }
const receiptTypes = { CancelReceipt: [...cancelReceiptTypes.CancelReceipt] }
export const possessionTypes = { KeyPossession: [...keyPossessionTypes.KeyPossession] }
const depositTypes = { ReceiveWithAuthorization: [...receiveWithAuthorizationTypes.ReceiveWithAuthorization] }
export const signedOrderTypes = { Order: [...orderTypes.Order] }
