import { readFileSync } from 'node:fs'
import { type Address, createTestClient, type Hex, http, publicActions, walletActions } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { anvilBinary } from '../../../../local/anvil.ts'
import { until } from '../../../../local/until.ts'
import { freePort, startProcess, type TestProcess } from './processes.ts'

/** Account 0 of anvil's public mnemonic. */
const DEPLOYER = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')

export interface TestChain {
  id: number
  port: number
  url: string
  process: TestProcess
  client: ReturnType<typeof testClient>
}

/** A chain that mines only when it is told to. */
export async function startChain(id: number, args: readonly string[] = []): Promise<TestChain> {
  const port = await freePort()
  const place = ['--host', '127.0.0.1', '--port', `${port}`, '--chain-id', `${id}`]
  const process_ = startProcess(anvilBinary(), [...place, '--no-mining', '--silent', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.TMPDIR ?? '/tmp' },
  })
  const url = `http://127.0.0.1:${port}`
  const client = testClient(id, url)
  await until('anvil answering', async () => (await client.getChainId()) === id)
  return { id, port, url, process: process_, client }
}

function testClient(id: number, url: string) {
  const chain = {
    id,
    name: `test ${id}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  } as const
  return createTestClient({ mode: 'anvil', account: DEPLOYER, chain, transport: http(url), pollingInterval: 20 })
    .extend(publicActions)
    .extend(walletActions)
}

/** Deploys a contract of the artifacts and returns its address. */
export async function deploy(chain: TestChain, artifact: string, args: readonly unknown[] = []): Promise<Address> {
  const { abi, bytecode } = readArtifact(artifact)
  const hash = await chain.client.deployContract({ abi, bytecode, args: [...args], gas: 12_000_000n })
  await chain.client.mine({ blocks: 1 })
  const { contractAddress, status } = await chain.client.getTransactionReceipt({ hash })
  if (!contractAddress || status !== 'success') throw new Error(`${artifact} was not deployed`)
  return contractAddress
}

export function readArtifact(artifact: string): { abi: readonly unknown[]; bytecode: Hex } {
  const name = artifact.slice(artifact.lastIndexOf('/') + 1)
  const file = new URL(`../../../../artifacts/contracts/${artifact}.sol/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}
