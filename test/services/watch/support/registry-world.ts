import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Abi, type Address, type Hex, toFunctionSelector } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { DEPLOYMENTS_DIR } from '../../../../kit/addresses.ts'
import { Secret } from '../../../../kit/secret.ts'
import { localKey } from '../../../../local/keys.ts'
import { rpc } from '../../../../local/rpc.ts'
import { createRegistry } from '../../../../relayer/watch/suspension/registry.ts'
import { accessManagerAbi } from '../../../../sdk/src/abi/access-manager.gen.ts'
import { identityRegistryAbi } from '../../../../sdk/src/abi/identity-registry.gen.ts'
import { ROLE_IDS } from '../../../../sdk/src/roles.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'
import { TestChain } from '../../sequencer/shell/support/test-chain.ts'

const ADMIN = localKey('deployer')
export const SUSPENDER_KEY = localKey('marketWatch')
const LEVEL = 3
const FOREVER = 65_535

/** A real node whose clock starts where a test wants it, and the real identity registry with the watch's role given away. */
export async function createRegistryWorld(genesisSec: number) {
  const { dir, remove } = temporaryDir()
  const chain = new TestChain(await freePort(), dir, ['--timestamp', `${genesisSec}`])
  await chain.node.start()
  const manager = await chain.deploy('@openzeppelin/contracts/access/manager/AccessManager.sol', [
    privateKeyToAddress(ADMIN),
  ])
  const registry = await chain.deploy('contracts/identity/IdentityRegistry.sol', [manager])
  const role = ROLE_IDS.marketWatch
  const manage = (functionName: string, args: readonly unknown[]) =>
    chain.send(ADMIN, { to: manager, abi: accessManagerAbi as Abi, functionName, args })
  const selector = toFunctionSelector('function suspendMarketMakerAutomatically(address,bytes32)')
  await manage('setTargetFunctionRole', [registry, [selector], role])
  await manage('grantRole', [role, privateKeyToAddress(SUSPENDER_KEY), 0])
  const suspender = privateKeyToAddress(SUSPENDER_KEY)
  await chain.fund(suspender)
  const deployment = `registry-test-${process.pid}-${Date.now().toString(36)}`
  const folder = join(DEPLOYMENTS_DIR, deployment)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'deployed_addresses.json'), JSON.stringify({ 'Genex#IdentityRegistry': registry }))
  const act = (functionName: string, args: readonly unknown[]) =>
    chain.send(ADMIN, { to: registry, abi: identityRegistryAbi as Abi, functionName, args })
  return {
    chain,
    deployment,
    registry: createRegistry({ url: chain.url, deployment, key: new Secret(SUSPENDER_KEY) }),
    admit: (maker: Address) => act('setIdentity', [maker, LEVEL, FOREVER, 840, false, true]),
    reinstate: (maker: Address, reportHash: Hex) => act('reinstateMarketMaker', [maker, reportHash]),
    stateOf: (maker: Address) =>
      chain.client.readContract({
        address: registry,
        abi: identityRegistryAbi,
        functionName: 'marketMakerStateOf',
        args: [maker],
      }),
    suspensions: async () => {
      const logs = await chain.client.getContractEvents({
        address: registry,
        abi: identityRegistryAbi,
        eventName: 'MarketMakerStateSet',
        fromBlock: 0n,
        strict: true,
      })
      return logs.map(({ args }) => args).filter(({ state }) => state === 2)
    },
    /** Every transaction is mined at once from now on. */
    automine: () => rpc(chain.url, 'evm_setAutomine', [true]),
    /** The next block is of this second. */
    timeIs: async (second: number) => {
      await rpc(chain.url, 'evm_setNextBlockTimestamp', [second])
      await chain.mine()
    },
    end: async () => {
      await chain.node.kill()
      rmSync(folder, { recursive: true })
      remove()
    },
  }
}
