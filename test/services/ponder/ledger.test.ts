import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Address, getAddress, zeroAddress } from 'viem'
import { cashAccount, FEES_ACCOUNT, heldAccount } from '../../../ponder/src/ledger/accounts.ts'
import { assertBalanced, type Entry, legsOf, UnbalancedEntryError } from '../../../ponder/src/ledger/entry.ts'
import {
  breakageEntry,
  cashTransferEntry,
  depositEntry,
  feeCollectionEntry,
  guaranteeDepositEntry,
  guaranteeOutEntry,
  makerDepositEntry,
  makerDepositOutEntry,
  recallEntry,
  redemptionEntry,
  refundEntry,
  releaseEntry,
  tokenTransferEntry,
  withdrawalEntry,
} from '../../../ponder/src/ledger/money-entries.ts'
import { tradeEntry, unitTransferEntry } from '../../../ponder/src/ledger/trade-entries.ts'
import type { TradeRecord } from '../../../sdk/src/batch/decode-records.ts'

const ALICE = '0x00000000000000000000000000000000000a11ce'
const BOB = '0x0000000000000000000000000000000000000b0b'
const CORE = '0x000000000000000000000000000000000000c07e'
const TREASURY = '0x0000000000000000000000000000000000007ea5'
const ASSET = '719719:0x00000000000000000000000000000000000050fa'
const HELD = { series: 7, day: 20_000, asset: ASSET }
const DEPOSITS = '0x00000000000000000000000000000000000d3905'
const HOLDERS = { settlement: CORE, issuerTreasury: TREASURY, marketMakerDeposits: DEPOSITS } as const

const amount = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })
const address: fc.Arbitrary<Address> = fc.oneof(
  fc.constantFrom<Address>(ALICE, BOB, CORE, TREASURY, DEPOSITS, zeroAddress),
  fc
    .bigInt({ min: 1n, max: (1n << 160n) - 1n })
    .map((value) => getAddress(`0x${value.toString(16).padStart(40, '0')}`)),
)

function trade(overrides: Partial<TradeRecord> & { buyFeeBps?: number; sellFeeBps?: number } = {}): TradeRecord {
  const { buyFeeBps = 50, sellFeeBps = 10, ...record } = overrides
  const side = { lane: 0, seq: 1, position: 1n }
  return {
    code: 'FILLED',
    series: 7,
    priceUsdc6: 47_000_000n,
    units: 1,
    serials: [1],
    taker: 'buy',
    primary: false,
    toWallet: false,
    buy: { account: ALICE, feeBps: buyFeeBps, ...side },
    sell: { account: BOB, feeBps: sellFeeBps, ...side },
    causedBySkip: false,
    ...record,
  }
}

const balanceOf = (entry: Entry, account: string) => legsOf(entry).find((leg) => leg.account === account)?.amount ?? 0n

/** Every entry that an event can make, with any amounts and parties. */
const entries: Record<string, fc.Arbitrary<Entry>> = {
  Transfer: fc
    .record({ from: address, to: address, amount })
    .map((transfer) => tokenTransferEntry(transfer, { asset: ASSET, holders: HOLDERS })),
  Deposited: fc.tuple(address, amount).map(([account, value]) => depositEntry(account, value, ASSET)),
  Withdrawn: fc.tuple(address, amount).map(([account, value]) => withdrawalEntry(account, value, ASSET)),
  CashTransferred: fc
    .tuple(address, address, amount)
    .map(([from, to, value]) => cashTransferEntry(from, to, value, ASSET)),
  FeesCollected: fc.tuple(address, amount).map(([to, value]) => feeCollectionEntry(to, value, ASSET)),
  CouponRefunded: fc
    .record({ account: address, price: amount, buyerFee: amount })
    .map((args) => refundEntry(args, HELD)),
  CouponRedeemed: fc
    .record({ issuer: address, toIssuer: amount, fees: amount })
    .map((args) => redemptionEntry(args, HELD)),
  CouponRecalled: fc.record({ owner: address, paid: amount }).map((args) => recallEntry(args, HELD)),
  ProceedsReleased: fc
    .record({ issuer: address, toIssuer: amount, fees: amount })
    .map((args) => releaseEntry(args, HELD)),
  BreakageSettled: fc
    .record({ issuer: address, toPlatform: amount, toIssuer: amount })
    .map((args) => breakageEntry(args, HELD)),
  GuaranteeDeposited: fc.tuple(address, amount).map(([issuer, value]) => guaranteeDepositEntry(issuer, value, ASSET)),
  GuaranteeDrawn: fc.tuple(address, amount).map(([issuer, value]) => guaranteeOutEntry(issuer, value, ASSET)),
  MakerDepositReceived: fc.tuple(address, amount).map(([maker, value]) => makerDepositEntry(maker, value, ASSET)),
  MakerClaimTaken: fc.tuple(address, amount).map(([maker, value]) => makerDepositOutEntry(maker, value, ASSET)),
  UnitTransfer: fc.tuple(address, address).map(([from, to]) => unitTransferEntry(from, to, `${ASSET}:7`)),
  BatchSettled: fc
    .record({
      priceUsdc6: fc.bigInt({ min: 1n, max: (1n << 48n) - 1n }),
      units: fc.integer({ min: 1, max: 100 }),
      primary: fc.boolean(),
      buyFeeBps: fc.integer({ min: 0, max: 100 }),
      sellFeeBps: fc.integer({ min: 0, max: 300 }),
    })
    .map((args) => tradeEntry(trade(args), HELD)),
}

describe('ledger entries', () => {
  for (const [event, entry] of Object.entries(entries)) {
    it(`balances every ${event}`, () => {
      fc.assert(
        fc.property(entry, (moves) => {
          assertBalanced('1:0x:0', legsOf(moves))
        }),
      )
    })
  }

  it('refuses legs that do not sum to zero', () => {
    const legs = [
      { account: 'a', asset: ASSET, amount: 5n },
      { account: 'b', asset: ASSET, amount: -4n },
    ]
    assert.throws(() => assertBalanced('1:0x:0', legs), UnbalancedEntryError)
  })

  it('refuses legs that balance over two assets only', () => {
    const legs = [
      { account: 'a', asset: ASSET, amount: 5n },
      { account: 'b', asset: 'other', amount: -5n },
    ]
    assert.throws(() => assertBalanced('1:0x:0', legs), { code: 'LEDGER_UNBALANCED' })
  })

  it('stores no leg of nothing', () => {
    assert.deepEqual(legsOf(cashTransferEntry(ALICE, ALICE, 5n, ASSET)), [])
    assert.deepEqual(legsOf(depositEntry(ALICE, 0n, ASSET)), [])
  })
})

describe('tokenTransferEntry', () => {
  const accounts = (from: Address, to: Address) =>
    legsOf(tokenTransferEntry({ from, to, amount: 3n }, { asset: ASSET, holders: HOLDERS })).map((leg) => leg.account)

  it('moves between wallets', () => {
    assert.deepEqual(accounts(ALICE, BOB), [`wallet:${ALICE}`, `wallet:${BOB}`])
  })

  it('takes a mint out of the supply', () => {
    assert.deepEqual(accounts(zeroAddress, BOB), ['supply', `wallet:${BOB}`])
  })

  it('puts what comes to our contracts into suspense, however the address is written', () => {
    assert.deepEqual(accounts(ALICE, getAddress(CORE)), [`wallet:${ALICE}`, 'suspense:settlement'])
    assert.deepEqual(accounts(TREASURY, BOB), ['suspense:issuerTreasury', `wallet:${BOB}`])
    assert.deepEqual(accounts(ALICE, DEPOSITS), [`wallet:${ALICE}`, 'suspense:marketMakerDeposits'])
  })
})

describe('tradeEntry', () => {
  it('pays the seller of a resale at once and accrues both fees', () => {
    const entry = tradeEntry(trade(), HELD)
    assert.equal(balanceOf(entry, cashAccount(ALICE)), -47_235_000n)
    assert.equal(balanceOf(entry, cashAccount(BOB)), 46_953_000n)
    assert.equal(balanceOf(entry, FEES_ACCOUNT), 282_000n)
  })

  it('holds what the buyer of a primary sale pays, issuance fee included', () => {
    const entry = tradeEntry(trade({ primary: true, units: 3, priceUsdc6: 45_000_000n, sellFeeBps: 120 }), HELD)
    assert.equal(balanceOf(entry, cashAccount(ALICE)), -135_675_000n)
    assert.equal(balanceOf(entry, heldAccount(7, 20_000)), 135_675_000n)
    assert.equal(balanceOf(entry, cashAccount(BOB)), 0n)
  })

  it('floors each fee per unit, in the user’s favour', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: (1n << 48n) - 1n }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 50 }),
        (priceUsdc6, units, buyFeeBps, sellFeeBps) => {
          const entry = tradeEntry(trade({ priceUsdc6, units, buyFeeBps, sellFeeBps }), HELD)
          const count = BigInt(units)
          const buyFee = (priceUsdc6 * BigInt(buyFeeBps)) / 10_000n
          const sellFee = (priceUsdc6 * BigInt(sellFeeBps)) / 10_000n
          assert.equal(balanceOf(entry, cashAccount(ALICE)), -count * (priceUsdc6 + buyFee))
          assert.equal(balanceOf(entry, cashAccount(BOB)), count * (priceUsdc6 - sellFee))
          assert.equal(balanceOf(entry, FEES_ACCOUNT), count * (buyFee + sellFee))
        },
      ),
    )
  })
})
