import { localKey } from '../keys.ts'
import { cashOf } from '../story/facts.ts'
import { carry, enter, giveMoney, identify } from './persona.ts'
import type { World } from './world.ts'

/** A million dollars of test money for the desk that sells stablecoin to who buys by card or crypto. */
export const DESK_FLOAT_USDC6 = 1_000_000_000_000n

/** Gives the desk its float inside the core, once. */
export async function fundDesk(world: World): Promise<void> {
  const desk = await enter(world, 'desk', localKey('desk'))
  if ((await cashOf(world, desk.account.address)) > 0n) return
  await identify(world, desk, 3)
  await giveMoney(world, desk, DESK_FLOAT_USDC6)
  await carry(desk, desk.session.deposit(DESK_FLOAT_USDC6))
}
