import { type Address, keccak256, zeroAddress, zeroHash } from 'viem'
import { dayOf, tokenId } from '../../../../sdk/src/ids.ts'
import {
  accessLogs,
  brakeLogs,
  intentLogs,
  keyLogs,
  organisationLogs,
  passkeyLogs,
  peopleLogs,
  sessionLogs,
  settingLogs,
} from './authority-logs.ts'
import { type ContractName, log } from './contracts.ts'
import type { EmittedLog, Emitters } from './emitters.ts'
import { ADMIN, ALICE, BOB, CAROL, HASH, ISSUER, MERCHANT } from './people.ts'
import { encodeRecord } from './records.ts'

export const SERIES = 1
export const unit = (serial: number) => tokenId(SERIES, serial)

const FACE = 50_000_000n
const RESERVE = 44_000_000n
const PRICE = 45_000_000n
const BUYER_FEE = 225_000n
const ISSUANCE_FEE = 540_000n
const CONTRACTS: ContractName[] = [
  'AccountRegistry',
  'IssuerRegistry',
  'IssuerTreasury',
  'MarketMakerDeposits',
  'OrganisationFactory',
  'Redemption',
  'SeriesRegistry',
  'Settlement',
]

/** Plays a market in logs: every event of every contract at least once, and every amount as the contracts would move it. */
export async function playStory(genex: Emitters): Promise<{ day: number }> {
  const core = genex.addresses.Settlement ?? zeroAddress
  const treasury = genex.addresses.IssuerTreasury ?? zeroAddress
  await genex.emit(accessLogs())
  await genex.emit(settingLogs())
  await genex.emit(peopleLogs())
  await genex.emit(seriesLogs())
  for (const [account, amount] of [
    [ALICE, 300_000_000n],
    [BOB, 200_000_000n],
  ] as const) {
    await genex.emit([log('MoneyToken:Transfer', { from: zeroAddress, to: account, value: amount })])
    await genex.emit(depositLogs(core, account, amount))
  }
  const sale = await genex.emit(primaryBatch())
  await genex.emit(resaleBatch())
  const day = dayOf(await genex.timeOf(sale))
  await genex.emit(endingLogs(day))
  await genex.emit(cashLogs(core))
  await genex.emit(keyLogs())
  await genex.emit(passkeyLogs())
  await genex.emit(sessionLogs(core))
  await genex.emit(brakeLogs())
  await genex.emit(treasuryLogs(treasury))
  await genex.emit(makerDepositLogs(genex.addresses.MarketMakerDeposits ?? zeroAddress))
  await genex.emit(CONTRACTS.flatMap(intentLogs))
  await genex.emit(organisationLogs(genex.addresses.Organisation ?? zeroAddress))
  await genex.emit(silenceLogs())
  return { day }
}

function seriesLogs(): EmittedLog[] {
  const shape = { face: FACE, supply: 100, expiry: 1_900_000_000, refundWindow: 86_400, resaleLimit: 3 }
  const kind = { security: false, transferable: true, termsHash: HASH, metadataUri: 'ipfs://terms' }
  const draft = { ...shape, ...kind, issuePrice: RESERVE }
  const created = { issuer: ISSUER, draft, issuanceFeeBps: 120, reservePerUnit: RESERVE }
  const terms = { ...shape, issuer: ISSUER, flags: 2, issuanceFeeBps: 120, reservePerUnit: RESERVE }
  return [
    log('SeriesRegistry:SeriesCreated', { series: SERIES, ...created }),
    log('SeriesRegistry:SeriesCreated', { series: 2, ...created }),
    log('SeriesRegistry:SeriesRejected', { series: 2, reasonHash: HASH }),
    log('SeriesRegistry:SeriesApproved', { series: SERIES, by: ADMIN }),
    log('Settlement:QuotaUsed', { issuer: ISSUER, quotaUsed: 5_000_000_000n }),
    log('Settlement:SeriesOpened', { series: SERIES, terms }),
    log('SeriesRegistry:SeriesAtRiskSet', { series: SERIES, atRisk: true }),
    log('Settlement:SeriesFlagsSet', { series: SERIES, flags: 6 }),
  ]
}

/** Money that goes into the core: the token's logs and the core's, in one transaction. */
function depositLogs(core: Address, account: Address, amount: bigint): EmittedLog[] {
  return [
    log('MoneyToken:AuthorizationUsed', { authorizer: account, nonce: keccak256(account) }),
    log('MoneyToken:Transfer', { from: account, to: core, value: amount }),
    log('Settlement:Deposited', { account, amount }),
  ]
}

/** Alice buys four units at first sale, of which she keeps the last in her wallet. */
function primaryBatch(): EmittedLog[] {
  const sell = { account: ISSUER, lane: 0, seq: 1, feeBps: 120, position: 1 }
  const buy = { account: ALICE, lane: 0, seq: 1, feeBps: 50, position: 2 }
  const records = [
    ...encodeRecord({ info: 2, units: 3, series: SERIES, price: PRICE, buy, sell, serials: [1] }),
    ...encodeRecord({
      info: 6,
      units: 1,
      series: SERIES,
      price: PRICE,
      buy: { ...buy, seq: 2, position: 3 },
      sell,
      serials: [4],
    }),
  ]
  return [
    ...[1, 2, 3, 4].map((serial) => minted(ALICE, serial)),
    log('Settlement:BatchSettled', { batchNo: 1n, journalHead: HASH, records }),
  ]
}

/** Bob takes two units from Alice; a third trade is skipped for want of cash. */
function resaleBatch(): EmittedLog[] {
  const sell = { account: ALICE, lane: 1, seq: 1, feeBps: 10, position: 4 }
  const buy = { account: BOB, lane: 0, seq: 1, feeBps: 50, position: 5 }
  const resold = { units: 2, series: SERIES, price: 47_000_000n, buy, sell, serials: [1, 2] }
  const skipped = { ...resold, code: 17, info: 8 + 32, units: 1, serials: [0], buy: { ...buy, feeBps: 0 } }
  const records = [...encodeRecord(resold), ...encodeRecord({ ...skipped, sell: { ...sell, feeBps: 0 } })]
  return [
    ...[1, 2].map((serial) => moved(ALICE, BOB, serial)),
    log('Settlement:BatchSettled', { batchNo: 2n, journalHead: HASH, records }),
  ]
}

const minted = (to: Address, serial: number) => moved(zeroAddress, to, serial)
const moved = (from: Address, to: Address, serial: number) =>
  log('Settlement:Transfer', { from, to, tokenId: unit(serial) })
const ended = (from: Address, serial: number) => moved(from, zeroAddress, serial)

/** Unit 3 is refunded, 1 redeemed, 2 given to Carol and recalled after the release, 4 forgotten. */
function endingLogs(day: number): EmittedLog[] {
  return [
    log('Settlement:UnitsLeftMarket', { account: ALICE, tokenIds: [unit(3)] }),
    ended(ALICE, 3),
    log('Settlement:CouponRefunded', {
      tokenId: unit(3),
      account: ALICE,
      price: PRICE,
      buyerFee: BUYER_FEE,
      issuanceFee: ISSUANCE_FEE,
    }),
    log('Settlement:UnitsLeftMarket', { account: BOB, tokenIds: [unit(1), unit(2)] }),
    log('Redemption:RedemptionConfirmed', { tokenId: unit(1), merchant: MERCHANT, holder: BOB }),
    ended(BOB, 1),
    log('Settlement:CouponRedeemed', {
      tokenId: unit(1),
      account: BOB,
      merchant: MERCHANT,
      toIssuer: PRICE - ISSUANCE_FEE,
      fees: BUYER_FEE + ISSUANCE_FEE,
    }),
    log('Settlement:Approval', { owner: BOB, approved: ADMIN, tokenId: unit(2) }),
    log('Settlement:ApprovalForAll', { owner: BOB, operator: ADMIN, approved: true }),
    moved(BOB, CAROL, 2),
    log('Settlement:UnitsEnteredMarket', { account: CAROL, tokenIds: [unit(2)] }),
    log('Settlement:ProceedsReleased', {
      series: SERIES,
      day,
      toIssuer: 2n * (PRICE - ISSUANCE_FEE - RESERVE),
      fees: 2n * (BUYER_FEE + ISSUANCE_FEE),
      reserved: 2n * RESERVE,
    }),
    ended(CAROL, 2),
    log('Settlement:CouponRecalled', { tokenId: unit(2), owner: CAROL, paid: RESERVE }),
    log('SeriesRegistry:SeriesClosed', { series: SERIES }),
    log('Settlement:SupplyClosed', { series: SERIES, supply: 4 }),
    log('Settlement:BreakageSettled', {
      series: SERIES,
      day,
      units: 1,
      toPlatform: 5_000_000n,
      toIssuer: RESERVE - 5_000_000n,
    }),
  ]
}

function cashLogs(core: Address): EmittedLog[] {
  return [
    log('Settlement:CashTransferred', { from: ALICE, to: CAROL, amount: 7n }),
    log('Settlement:FeesCollected', { to: ADMIN, amount: 564_000n }),
    log('Settlement:ExitRequested', { account: BOB, maturesAt: 1_800_000_060, lapsesAt: 1_800_000_660 }),
    log('Settlement:Withdrawn', { account: BOB, to: BOB, amount: 1_000_000n }),
    log('MoneyToken:Transfer', { from: core, to: BOB, value: 1_000_000n }),
    log('MoneyToken:Approval', { owner: BOB, spender: ADMIN, value: 5n }),
    log('MoneyToken:AuthorizationCanceled', { authorizer: BOB, nonce: zeroHash }),
  ]
}

function treasuryLogs(treasury: Address): EmittedLog[] {
  return [
    log('MoneyToken:Transfer', { from: zeroAddress, to: ISSUER, value: 100n }),
    log('IssuerTreasury:GuaranteeDeposited', { issuer: ISSUER, from: ISSUER, amount: 100n }),
    log('MoneyToken:Transfer', { from: ISSUER, to: treasury, value: 100n }),
    log('IssuerTreasury:GuaranteeDrawn', { issuer: ISSUER, to: CAROL, amount: 30n, reasonHash: HASH }),
    log('MoneyToken:Transfer', { from: treasury, to: CAROL, value: 30n }),
    log('IssuerTreasury:GuaranteeWithdrawn', { issuer: ISSUER, amount: 20n }),
    log('MoneyToken:Transfer', { from: treasury, to: ISSUER, value: 20n }),
  ]
}

/** Bob pays in, asks, becomes active again, is terminated and claimed from, and leaves with the rest; Alice's claim is dismissed. */
function makerDepositLogs(deposits: Address): EmittedLog[] {
  const matures = { maturesAt: 1_800_600_000 }
  const claim = { reasonHash: HASH, by: ADMIN }
  return [
    log('MoneyToken:Transfer', { from: zeroAddress, to: BOB, value: 100n }),
    log('MarketMakerDeposits:MakerDepositReceived', { maker: BOB, from: BOB, amount: 100n }),
    log('MoneyToken:Transfer', { from: BOB, to: deposits, value: 100n }),
    log('MarketMakerDeposits:MakerWithdrawalRequested', { maker: BOB, ...matures }),
    log('MarketMakerDeposits:MakerWithdrawalVoided', { maker: BOB }),
    log('MarketMakerDeposits:MakerClaimOpened', { maker: BOB, amount: 40n, ...matures, ...claim }),
    log('MarketMakerDeposits:MakerClaimTaken', { maker: BOB, beneficiary: CAROL, amount: 40n }),
    log('MoneyToken:Transfer', { from: deposits, to: CAROL, value: 40n }),
    log('MarketMakerDeposits:MakerDepositWithdrawn', { maker: BOB, amount: 50n }),
    log('MoneyToken:Transfer', { from: deposits, to: BOB, value: 50n }),
    log('MarketMakerDeposits:MakerClaimOpened', { maker: ALICE, amount: 1n, ...matures, ...claim }),
    log('MarketMakerDeposits:MakerClaimDismissed', { maker: ALICE, ...claim }),
  ]
}

function silenceLogs(): EmittedLog[] {
  return [
    log('Settlement:HeartbeatRecorded', { recordedAt: 1_800_000_000 }),
    log('Settlement:SilenceDeclared', { by: BOB, recordedAt: 1_800_086_400 }),
    log('Settlement:NormalNoticed', { from: 1_800_090_000 }),
  ]
}
