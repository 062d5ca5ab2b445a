import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Abi,
  type Address,
  createPublicClient,
  encodeDeployData,
  type Hash,
  type Hex,
  http,
  type PublicClient,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { DEPLOYMENTS_DIR } from '../../../../kit/addresses.ts'
import { localKey } from '../../../../local/keys.ts'
import { rpc } from '../../../../local/rpc.ts'

/** Contracts on a chain that mines only when it is told to, and the file that tells services where they are. */
export interface Market {
  deployment: string
  recorder: Address
  redemption: Address
  client: PublicClient
  mine(blocks?: number): Promise<void>
  /** A contract without constructor arguments. */
  deploy(name: string, args?: readonly unknown[]): Promise<Address>
  remove(): void
}

/** The real Redemption (its merchants need no core) and a recorder in the place of every other contract. */
export async function deployMarket(url: string): Promise<Market> {
  const client = createPublicClient({ transport: http(url) })
  const mine = async (blocks = 1) => {
    for (let i = 0; i < blocks; i++) await rpc(url, 'evm_mine')
  }
  const recorder = await deploy({ client, mine }, 'mocks/SettleRecorder', [])
  const redemption = await deploy({ client, mine }, 'coupon/Redemption', [recorder, recorder])
  const deployment = `chain-test-${process.pid}-${Date.now().toString(36)}`
  const dir = join(DEPLOYMENTS_DIR, deployment)
  mkdirSync(dir, { recursive: true })
  const others = [
    'Settlement',
    'IssuerRegistry',
    'SeriesRegistry',
    'IssuerTreasury',
    'MarketMakerDeposits',
    'OrganisationFactory',
    'AccountRegistry',
  ]
  const entries = [...others.map((name) => [`Genex#${name}`, recorder]), ['Genex#Redemption', redemption]]
  writeFileSync(join(dir, 'deployed_addresses.json'), JSON.stringify(Object.fromEntries(entries)))
  const deployOne = (name: string, args: readonly unknown[] = []) => deploy({ client, mine }, name, args)
  return {
    deployment,
    recorder,
    redemption,
    client,
    mine,
    deploy: deployOne,
    remove: () => rmSync(dir, { recursive: true }),
  }
}

interface Deployer {
  client: PublicClient
  mine: () => Promise<void>
}

async function deploy({ client, mine }: Deployer, name: string, args: readonly unknown[]): Promise<Address> {
  const { abi, bytecode } = artifact(name)
  const data = encodeDeployData({ abi, bytecode, args })
  const hash = await sendAs(client, localKey('deployer'), { data, gas: 16_000_000n })
  await mine()
  const receipt = await client.getTransactionReceipt({ hash })
  if (!receipt.contractAddress || receipt.status !== 'success') throw new Error(`${name} was not deployed`)
  return receipt.contractAddress
}

/** Hands a transaction of a local key to the node, past the relayer. */
export async function sendAs(
  client: PublicClient,
  key: Hex,
  call: { to?: Address; data?: Hex; gas?: bigint; value?: bigint },
): Promise<Hash> {
  const account = privateKeyToAccount(key)
  const serializedTransaction = await account.signTransaction({
    chainId: await client.getChainId(),
    type: 'eip1559',
    nonce: await client.getTransactionCount({ address: account.address }),
    gas: 5_000_000n,
    maxFeePerGas: 10_000_000_000n,
    maxPriorityFeePerGas: 2_000_000_000n,
    ...call,
  })
  return client.sendRawTransaction({ serializedTransaction })
}

export function artifact(name: string): { abi: Abi; bytecode: Hex } {
  const file = `../../../../artifacts/contracts/${name}.sol/${name.split('/').at(-1)}.json`
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
}
