import { readFileSync } from 'node:fs'
import {
  type Abi,
  type Address,
  createPublicClient,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  http,
  type TransactionReceipt,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { anvilSpec, CHAINS } from '../../../../../local/anvil.ts'
import { localKey } from '../../../../../local/keys.ts'
import { rpc } from '../../../../../local/rpc.ts'
import { Child } from '../../../relayer/support/child.ts'

export interface Call {
  to: Address
  abi: Abi
  functionName: string
  args?: readonly unknown[]
}

interface RawTransaction {
  to?: Address
  data: Hex
  gas?: bigint
}

/** A real node that makes a block only when a test asks for one. */
export class TestChain {
  readonly url: string
  readonly wsUrl: string
  readonly node: Child
  readonly client

  /** @param extraArgs Of anvil, such as another time of the first block. */
  constructor(port: number, dir: string, extraArgs: readonly string[] = []) {
    const spec = anvilSpec({ name: 'genex', port, ...CHAINS.genex }, dir)
    const args = spec.args.filter((arg, index) => arg !== '--block-time' && spec.args[index - 1] !== '--block-time')
    this.url = `http://127.0.0.1:${port}`
    this.wsUrl = `ws://127.0.0.1:${port}`
    this.node = new Child({ ...spec, args: [...args, '--no-mining', ...extraArgs] })
    this.client = createPublicClient({ transport: http(this.url), cacheTime: 0 })
  }

  async mine(blocks = 1): Promise<void> {
    for (let i = 0; i < blocks; i++) await rpc(this.url, 'evm_mine')
  }

  /** Replaces the last blocks by as many others: the first holds the given raw transactions, theirs are gone. */
  async reorganise(depth: number, transactions: readonly Hex[] = []): Promise<void> {
    await rpc(this.url, 'anvil_reorg', [depth, transactions.map((raw) => [raw, 0])])
  }

  /** The next block is made this much later. */
  async wait(seconds: number): Promise<void> {
    await rpc(this.url, 'evm_increaseTime', [seconds])
    await this.mine()
  }

  async nowSec(): Promise<number> {
    return Number((await this.client.getBlock()).timestamp)
  }

  async fund(address: Address): Promise<void> {
    await rpc(this.url, 'anvil_setBalance', [address, '0xde0b6b3a7640000'])
  }

  /** Sends, mines and throws unless it succeeded. */
  async send(key: Hex, call: Call): Promise<TransactionReceipt> {
    const hash = await this.sendRaw(key, { to: call.to, data: encodeFunctionData(call) })
    await this.mine()
    const receipt = await this.client.getTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new Error(`${call.functionName} reverted`)
    return receipt
  }

  /** Sends a signed transaction and leaves it waiting. */
  async sendRaw(key: Hex, transaction: RawTransaction): Promise<Hex> {
    return this.client.sendRawTransaction({ serializedTransaction: await this.sign(key, transaction) })
  }

  /** The bytes of the key's next transaction, not sent. */
  async sign(key: Hex, { to, data, gas = 8_000_000n }: RawTransaction): Promise<Hex> {
    const account = privateKeyToAccount(key)
    const nonce = await this.client.getTransactionCount({ address: account.address, blockTag: 'pending' })
    const fees = { maxFeePerGas: 20_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n }
    const raw = { chainId: CHAINS.genex.chainId, type: 'eip1559', nonce, gas, data, ...fees } as const
    return account.signTransaction(to ? { ...raw, to } : raw)
  }

  /** Deploys an artifact as the deployer. */
  async deploy(path: string, args: readonly unknown[]): Promise<Address> {
    const file = new URL(
      `../../../../../artifacts/${path}/${path.split('/').at(-1)?.replace('.sol', '')}.json`,
      import.meta.url,
    )
    const { abi, bytecode } = JSON.parse(readFileSync(file, 'utf8')) as { abi: Abi; bytecode: Hex }
    const hash = await this.sendRaw(localKey('deployer'), {
      data: encodeDeployData({ abi, bytecode, args }),
      gas: 12_000_000n,
    })
    await this.mine()
    const { contractAddress, status } = await this.client.getTransactionReceipt({ hash })
    if (!contractAddress || status !== 'success') throw new Error(`${path} was not deployed`)
    return contractAddress
  }
}
