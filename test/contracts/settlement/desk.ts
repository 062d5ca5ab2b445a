import { createSigning, keyOf, type User } from './desk-signing.ts'
import { createTrading } from './desk-trading.ts'
import { CASH, DAY, deployCore, ethers, FACE, networkHelpers, RESERVE, SERIES } from './fixture.ts'

export const REFUND_WINDOW = 7 * DAY

/**
 * The core as people meet it at the desk: an issuer with series 1 (face 50.00, 3 resales, 7 days of refund, issuance fee 1.2 %,
 * reserve 44.00), and Alice, Bob and Carol at level 2, each with 1,000.00 inside and trading with her own address.
 */
export async function deployDesk() {
  const core = await deployCore()
  const { settlement, token } = core
  const [issuer, alice, bob, carol] = (await ethers.getSigners()).slice(4)
  if (!issuer || !alice || !bob || !carol) throw new Error('the node has too few signers')
  const people: readonly User[] = [issuer, alice, bob, carol]
  const gate = await ethers.deployContract('MockGate')
  const intents = await ethers.getContractAt('SettlementExtension', core.hot)
  const signing = createSigning(core)
  const trading = createTrading(core, issuer)

  async function deposit(account: User, amount: bigint): Promise<void> {
    await token.mint(account, amount)
    await settlement.depositBySig(...(await signing.depositArgs(account, amount)))
  }

  async function cashOf(account: User): Promise<bigint> {
    return (await settlement.accountOf(account)).cash
  }

  /** Money that the core owes to accounts, to the held days and to itself: what must equal `totalCash`. */
  async function owed(days: readonly number[]) {
    const cash = await Promise.all(people.map(cashOf))
    const held = await Promise.all(days.map(async (day) => settlement.heldOf(SERIES, day)))
    const amounts = [...cash, ...held.map((word) => word.gross + word.buyerFees), await settlement.accruedFees()]
    return amounts.reduce((sum, amount) => sum + amount, 0n)
  }

  const profile = createProfile()
  const expirySec = (await networkHelpers.time.latest()) + 90 * DAY
  const terms = createTerms(issuer.address, expirySec)
  await settlement.setGate(gate)
  await settlement.setIssuer(issuer, 2, 1, 4, 1n, 10n ** 13n)
  await settlement.openSeries(SERIES, terms)
  for (const user of people) {
    await settlement.setProfile(user, profile)
    await settlement.connect(user).registerKey(keyOf(user.address), '0x')
    if (user !== issuer) await deposit(user, CASH)
  }
  const named = { issuer, alice, bob, carol }
  return { ...core, ...named, ...signing, ...trading, gate, intents, profile, terms, expirySec, deposit, cashOf, owed }
}

function createProfile() {
  return {
    level: 2,
    state: 0,
    sanctioned: false,
    kycExpiryDay: 65_535,
    jurisdiction: 702,
    accredited: false,
    marketMaker: false,
  }
}

function createTerms(issuer: string, expirySec: number) {
  return {
    issuer,
    face: FACE,
    expiry: expirySec,
    flags: 2,
    supply: 1_000,
    refundWindow: REFUND_WINDOW,
    resaleLimit: 3,
    issuanceFeeBps: 120,
    reservePerUnit: RESERVE,
  }
}
