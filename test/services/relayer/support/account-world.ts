import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Address, encodeAbiParameters, encodeFunctionData, type Hex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { DEPLOYMENTS_DIR } from '../../../../kit/addresses.ts'
import { localKey } from '../../../../local/keys.ts'
import { seedSingletons } from '../../../../local/singletons.ts'
import { answersOk, until } from '../../../../local/until.ts'
import { sponsorPaymasterAbi } from '../../../../sdk/src/abi/sponsor-paymaster.gen.ts'
import { sendAs } from './market.ts'
import { createWorld, type World } from './world.ts'

export const ENTRY_POINT: Address = '0x433709009B8330FDa32311DF1C2AFA402eD8D009'
const DEPOSIT_WEI = 10n ** 18n
/** A key of nobody: whoever is called there does nothing. */
const TARGET: Address = '0x00000000000000000000000000000000000beef1'

export type AccountWorld = World & {
  registry: Address
  /** One that asks this registry, other than the market's own. */
  till: Address
  target: Address
  encodeCalls: (calls: readonly { target: Address; data: Hex }[]) => Hex
}

/** A chain with EntryPoint v0.9, the account registry and a paymaster with one ether, and a relayer that has the sponsor's key. */
export async function createAccountWorld(): Promise<AccountWorld> {
  const world = await createWorld({ SPONSOR_KEY: localKey('relayer2') })
  try {
    return Object.assign(world, await prepare(world))
  } catch (error) {
    await world.end()
    throw error
  }
}

async function prepare(world: World) {
  const { market } = world
  await seedSingletons(world.chainUrl)
  const registry = await market.deploy('account/AccountRegistry')
  const till = await market.deploy('coupon/Redemption', [market.recorder, registry])
  const sponsor = privateKeyToAddress(localKey('relayer2'))
  const paymaster = await market.deploy('account/SponsorPaymaster', [market.recorder, sponsor])
  const data = encodeFunctionData({ abi: sponsorPaymasterAbi, functionName: 'deposit' })
  await sendAs(market.client, localKey('deployer'), { to: paymaster, data, value: DEPOSIT_WEI })
  await market.mine()
  const file = join(DEPLOYMENTS_DIR, market.deployment, 'deployed_addresses.json')
  const ours = { 'Genex#SponsorPaymaster': paymaster, 'Genex#AccountRegistry': registry, 'Genex#Redemption': till }
  const entries = { ...JSON.parse(readFileSync(file, 'utf8')), ...ours }
  writeFileSync(file, JSON.stringify(entries))
  await world.relayer.launch()
  // A relayer is ready while the chain's head is young: a slow machine may take longer than that to start it.
  const isReady = async () => {
    await market.mine()
    return await answersOk(`${world.url}/readyz`)
  }
  await until('the relayer being ready', isReady, { timeoutMs: 60_000 })
  const encodeCalls = (calls: readonly { target: Address; data: Hex }[]) =>
    encodeAbiParameters(
      [
        {
          type: 'tuple[]',
          components: [
            { name: 'target', type: 'address' },
            { name: 'value', type: 'uint256' },
            { name: 'data', type: 'bytes' },
          ],
        },
      ],
      [calls.map((call) => ({ ...call, value: 0n }))],
    )
  return { registry, till, target: TARGET, encodeCalls }
}
