import type { BigNumberish } from 'ethers'
import { DAY, deployCoupons, type User } from '../coupon/fixture.ts'
import { hashOf, time } from '../deployment.ts'

/** The shipped minimum: 50,000.00. */
export const MINIMUM = 50_000_000_000n
export const REASON = hashOf('reason')

/** Everything deployed, and what market makers do with their deposits. */
export async function deployMakers() {
  const coupons = await deployCoupons()
  const { identityRegistry, marketMakerDeposits, money, compliance, payment, alice } = coupons

  async function deposit(maker: User = alice, amount: bigint = MINIMUM) {
    await money.mint(maker, amount)
    await marketMakerDeposits.depositBySig(maker, ...(await payment(maker, marketMakerDeposits, amount)))
  }

  /** Level 3; `marketMaker` admits or dismisses. */
  async function identify(maker: User = alice, marketMaker = true) {
    return identityRegistry.connect(compliance).setIdentity(maker, 3n, 65_535n, 840n, false, marketMaker)
  }

  /** A market maker with the minimum. */
  async function admitMaker(maker: User = alice) {
    await deposit(maker)
    await identify(maker)
  }

  async function terminate(maker: User = alice) {
    await identityRegistry.connect(compliance).terminateMarketMaker(maker, REASON)
  }

  return { ...coupons, deposit, identify, admitMaker, terminate }
}

/** An active market maker, alice, with the minimum. */
export async function deployActiveMaker() {
  const makers = await deployMakers()
  await makers.admitMaker()
  return makers
}

/** The same, terminated. */
export async function deployTerminatedMaker() {
  const makers = await deployActiveMaker()
  await makers.terminate()
  return makers
}

/** A week from now, to the second at which the next block may be. */
export async function passWithdrawalDelay(): Promise<void> {
  await time.increase(7n * DAY)
}

export async function passClaimDelay(): Promise<void> {
  await time.increase(DAY)
}

export const inSeconds = async (seconds: BigNumberish): Promise<bigint> => BigInt(await time.latest()) + BigInt(seconds)
