import { type Address, type Hex, numberToHex, stringToHex } from 'viem'
import { type ContractName, log } from './contracts.ts'
import type { EmittedLog } from './emitters.ts'
import { ADMIN, ALICE, BOB, CAROL, HASH, ISSUER, MERCHANT, person } from './people.ts'

export const [BORN_KEY_ID, SECOND_KEY_ID, RECOVERY_KEY_ID] = ([1, 2, 3] as const).map((number) =>
  numberToHex(number, { size: 32 }),
) as [Hex, Hex, Hex]
const NO_HASH = `0x${'00'.repeat(32)}` as const

export function accessLogs(): EmittedLog[] {
  const operation = { operationId: HASH, nonce: 1 }
  const scheduled = { schedule: 1_900_000_000, caller: ADMIN, target: ADMIN, data: '0x1234' }
  return [
    log('AccessManager:RoleGranted', { roleId: 5n, account: ALICE, delay: 0, since: 1_800_000_000, newMember: true }),
    log('AccessManager:RoleGranted', { roleId: 5n, account: ALICE, delay: 9, since: 1_800_000_099, newMember: false }),
    log('AccessManager:RoleGranted', { roleId: 5n, account: BOB, delay: 0, since: 1_800_000_000, newMember: true }),
    log('AccessManager:RoleRevoked', { roleId: 5n, account: BOB }),
    log('AccessManager:RoleLabel', { roleId: 5n, label: 'COMPLIANCE' }),
    log('AccessManager:RoleAdminChanged', { roleId: 5n, admin: 3n }),
    log('AccessManager:RoleGuardianChanged', { roleId: 5n, guardian: 9n }),
    log('AccessManager:RoleGrantDelayChanged', { roleId: 5n, delay: 60, since: 1_800_000_000 }),
    log('AccessManager:TargetClosed', { target: ADMIN, closed: true }),
    log('AccessManager:TargetAdminDelayUpdated', { target: ADMIN, delay: 60, since: 1_800_000_000 }),
    log('AccessManager:TargetFunctionRoleUpdated', { target: ADMIN, selector: '0x12345678', roleId: 5n }),
    log('AccessManager:OperationScheduled', { ...operation, ...scheduled }),
    log('AccessManager:OperationExecuted', operation),
    log('AccessManager:OperationScheduled', { ...operation, nonce: 2, ...scheduled }),
    log('AccessManager:OperationCanceled', { ...operation, nonce: 2 }),
  ]
}

export function settingLogs(): EmittedLog[] {
  const managed = [
    'Brake',
    'IdentityRegistry',
    'IssuerRegistry',
    'IssuerTreasury',
    'MarketMakerDeposits',
    'RateOracle',
    'SeriesRegistry',
    'Settlement',
  ] as const
  const feed = { feed: ADMIN, maxAge: 3_600, maxDeviationBps: 50, checkFeed: BOB, low: 1n, high: 2n }
  return [
    ...managed.map((contract) => log(`${contract}:AuthorityUpdated`, { authority: ADMIN })),
    log('Brake:CoreConnected', { core: ADMIN }),
    log('IdentityRegistry:CoreConnected', { core: ADMIN }),
    log('IdentityRegistry:DepositsConnected', { deposits: ADMIN }),
    log('MarketMakerDeposits:MinimumDepositSet', { amount: 50_000_000_000n }),
    log('RateOracle:RateFeedSet', { asset: stringToHex('USDC', { size: 32 }), feed }),
    log('RateOracle:UptimeFeedSet', { feed: ADMIN }),
    log('Settlement:OperatorSet', { operator: ADMIN }),
    log('Settlement:CoSignerSet', { coSigner: ADMIN }),
    log('Settlement:GateSet', { gate: ADMIN }),
    log('Settlement:ExitDelaySet', { delay: 60 }),
    log('Settlement:FeesSet', { takerBps: 50, makerBps: 10, issuerCapBps: 300 }),
    log('Settlement:TransferOperatorSet', { operator: ADMIN, allowed: true }),
  ]
}

export function peopleLogs(): EmittedLog[] {
  const identity = { level: 2, kycExpiryDay: 21_000, jurisdiction: 702, accredited: true, marketMaker: false }
  return [
    log('IdentityRegistry:IdentitySet', { account: ALICE, ...identity }),
    log('Settlement:ProfileSet', { account: ALICE, identity: { ...identity, state: 0, sanctioned: false } }),
    log('IdentityRegistry:MarketMakerStateSet', { account: BOB, state: 1, reportHash: NO_HASH, by: ADMIN }),
    log('IdentityRegistry:MarketMakerStateSet', { account: BOB, state: 2, reportHash: HASH, by: ADMIN }),
    log('IdentityRegistry:AccountFrozen', { account: CAROL, caseHash: HASH, by: ADMIN }),
    log('IdentityRegistry:AccountStateSet', { account: CAROL, state: 2, by: ADMIN }),
    log('IdentityRegistry:AccountUnfrozen', { account: CAROL, caseHash: HASH, by: BOB }),
    log('IdentityRegistry:AccountStateSet', { account: CAROL, state: 0, by: BOB }),
    log('IdentityRegistry:SanctionSet', { account: person(0xbad), sanctioned: true, by: ADMIN }),
    log('IssuerRegistry:IssuerApplied', { issuer: ISSUER, companyHash: HASH, licenceHash: HASH, documentsHash: HASH }),
    log('IssuerRegistry:IssuerRejected', { issuer: ISSUER, reasonHash: HASH }),
    log('IssuerRegistry:IssuerApplied', { issuer: ISSUER, companyHash: HASH, licenceHash: HASH, documentsHash: HASH }),
    log('IssuerRegistry:IssuerApproved', { issuer: ISSUER, onboardedAt: 1_800_000_000 }),
    log('IssuerRegistry:IssuerTierSet', { issuer: ISSUER, tier: 1 }),
    log('IssuerRegistry:IssuerSuspended', { issuer: ISSUER, reasonHash: HASH }),
    log('IssuerRegistry:IssuerReinstated', { issuer: ISSUER }),
    log('IssuerRegistry:IssuerRated', { issuer: ISSUER, rating: 4, quota: 5_000_000_000_000n }),
    log('Settlement:IssuerWordSet', {
      issuer: ISSUER,
      status: 2,
      tier: 1,
      rating: 4,
      onboardedAt: 1_800_000_000,
      quota: 5_000_000_000_000n,
    }),
    log('IssuerRegistry:IssuerTerminated', { issuer: person(0xdead), reasonHash: HASH }),
    log('Redemption:MerchantSet', { issuer: ISSUER, merchant: MERCHANT, appointed: true }),
  ]
}

export function keyLogs(): EmittedLog[] {
  const key = { account: ALICE, key: BOB, kind: 0, expiryDay: 0, scope: 65_535 }
  const change = (slot: number, value: bigint) => ({ account: ALICE, slot, value, effectiveAt: 1_800_000_060 })
  return [
    log('Settlement:KeyRegistered', { ...key, index: 0, epoch: 0 }),
    log('Settlement:KeyRegistered', { ...key, index: 1, epoch: 0 }),
    log('Settlement:ChangeRequested', change(1, 0n)),
    log('Settlement:KeyRevoked', { account: ALICE, index: 1, epoch: 40_961 }),
    log('Settlement:ChangeRequested', change(8, 0n)),
    log('Settlement:EpochRaised', { account: ALICE, index: 0, epoch: 1_234 }),
    log('Settlement:OrdersCancelled', { account: ALICE }),
    log('Settlement:ChangeRequested', change(18, 9n)),
    log('Settlement:LaneVoided', { account: ALICE, lane: 2, seq: 8 }),
  ]
}

/** Alice adds a second passkey, removes the one she was born with, and is recovered by Bob; Carol vetoes. */
export function passkeyLogs(): EmittedLog[] {
  const requested = { guardian: BOB, keyId: RECOVERY_KEY_ID, x: HASH, y: HASH, readyAt: 1_800_259_200 }
  return [
    log('AccountRegistry:PasskeyAdded', { account: ALICE, keyId: SECOND_KEY_ID, x: HASH, y: HASH, generation: 0 }),
    log('AccountRegistry:PasskeyRemoved', { account: ALICE, keyId: BORN_KEY_ID, generation: 0 }),
    log('AccountRegistry:GuardianSet', { account: ALICE, guardian: BOB }),
    log('AccountRegistry:RecoveryRequested', { account: ALICE, ...requested }),
    log('AccountRegistry:RecoveryCompleted', { account: ALICE, keyId: RECOVERY_KEY_ID, generation: 1 }),
    log('AccountRegistry:RecoveryRequested', { account: CAROL, ...requested }),
    log('AccountRegistry:RecoveryVetoed', { account: CAROL }),
    log('AccountRegistry:RecoveryRequested', { account: BOB, ...requested }),
    log('AccountRegistry:AccountDeployed', { account: ALICE, keyId: BORN_KEY_ID }),
  ]
}

/** Alice lends a key and a second one, which she revokes; Bob ends all of his. */
export function sessionLogs(target: Address): EmittedLog[] {
  const terms = { expiry: 4_000_000_000, window: 3_600, windowLimit: 100n, totalLimit: 250n }
  const scope = { targets: [target], selectors: ['0x12345678'], recipients: [MERCHANT], series: [7] }
  const registered = (account: Address, key: Address, kind: number, number: number) =>
    log('AccountRegistry:SessionRegistered', { account, key, number, session: { key, kind, ...terms, ...scope } })
  const use = { account: ALICE, key: MERCHANT, target, selector: '0x12345678' }
  return [
    registered(ALICE, MERCHANT, 1, 1),
    registered(ALICE, CAROL, 0, 2),
    registered(BOB, CAROL, 0, 1),
    log('AccountRegistry:SessionUsed', {
      ...use,
      amount: 60n,
      spent: 60n,
      spentInWindow: 60n,
      windowEndsAt: 1_800_003_600,
    }),
    log('AccountRegistry:SessionUsed', {
      ...use,
      amount: 0n,
      spent: 60n,
      spentInWindow: 0n,
      windowEndsAt: 1_800_009_000,
    }),
    log('AccountRegistry:SessionRevoked', { account: ALICE, key: CAROL }),
    log('AccountRegistry:SessionsEnded', { account: BOB, number: 1 }),
  ]
}

export function brakeLogs(): EmittedLog[] {
  const series = { domain: 3, key: 1n }
  return [
    log('Brake:BrakeSet', { ...series, by: ADMIN, until: 1_800_003_600, incident: HASH }),
    log('Settlement:BrakeHintSet', { ...series, on: true }),
    log('Settlement:BrakeHintSet', { domain: 2, key: BigInt(ISSUER), on: true }),
    log('Settlement:BrakeHintSet', { domain: 4, key: BigInt(ALICE), on: true }),
    log('Brake:BrakeRenewed', { ...series, by: BOB, until: 1_800_007_200 }),
    log('Brake:BrakeReleased', { ...series, by: BOB }),
    log('Brake:BrakeHintCleared', series),
    log('Settlement:BrakeHintSet', { ...series, on: false }),
  ]
}

export function organisationLogs(organisation: Address): EmittedLog[] {
  const rule = { target: ADMIN, selector: '0x12345678' }
  const band = { upTo: 1_000_000_000n, approvals: 1, owners: 0 }
  return [
    log('OrganisationFactory:OrganisationCreated', { organisation, owners: [ALICE, BOB], ownersNeeded: 1 }),
    log('Organisation:MemberSet', { member: ALICE, role: 6 }),
    log('Organisation:MemberSet', { member: BOB, role: 6 }),
    log('Organisation:OwnersNeededSet', { ownersNeeded: 2 }),
    log('Organisation:MemberSet', { member: BOB, role: 0 }),
    log('Organisation:RuleSet', { ...rule, amountAt: 0, bands: [band] }),
    log('Organisation:ActionApproved', { digest: HASH, member: ALICE, role: 6 }),
    log('Organisation:ActionExecuted', { digest: HASH, ...rule, nonce: 2n ** 200n, amount: 7n }),
  ]
}

export function intentLogs(contract: ContractName): EmittedLog[] {
  return [
    log(`${contract}:IntentExecuted`, { account: ALICE, nonce: 0n, selector: '0x12345678' }),
    log(`${contract}:IntentFailed`, { account: ALICE, nonce: 1n, selector: '0x12345678', reason: '0xdeadbeef' }),
    log(`${contract}:IntentRefused`, { index: 2n, selector: '0x12345678', reason: '0xdeadbeef' }),
  ]
}
