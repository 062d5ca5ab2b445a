import { type Abi, type Address, encodeAbiParameters, encodeEventTopics, getAbiItem, type Hex } from 'viem'
import { deploy, readArtifact, type TestChain } from './chains.ts'

const ARTIFACT = 'mocks/LogEmitter'

/** Contracts that write any log: one in the place of each real contract. */
export class Emitters {
  readonly #chain: TestChain
  readonly addresses: Record<string, Address>

  private constructor(chain: TestChain, addresses: Record<string, Address>) {
    this.#chain = chain
    this.addresses = addresses
  }

  static async deploy(chain: TestChain, names: readonly string[]): Promise<Emitters> {
    const addresses: Record<string, Address> = {}
    for (const name of names) addresses[name] = await deploy(chain, ARTIFACT)
    return new Emitters(chain, addresses)
  }

  /** Writes the logs in one transaction, mined at once, and returns its hash. */
  async emit(logs: readonly EmittedLog[]): Promise<Hex> {
    const [first] = Object.values(this.addresses)
    if (!first) throw new Error('no emitter')
    const hash = await this.#chain.client.writeContract({
      address: first,
      abi: readArtifact(ARTIFACT).abi as Abi,
      functionName: 'emitAll',
      args: [logs.map((log) => ({ emitter: this.addresses[log.contract], ...encodeLog(log) }))],
      gas: 15_000_000n,
    })
    await this.#chain.client.mine({ blocks: 1 })
    const { status } = await this.#chain.client.getTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`the logs were not written: ${hash}`)
    return hash
  }

  /** The time of a transaction's block, in seconds. */
  async timeOf(hash: Hex): Promise<number> {
    const { blockNumber } = await this.#chain.client.getTransactionReceipt({ hash })
    return Number((await this.#chain.client.getBlock({ blockNumber })).timestamp)
  }
}

export interface EmittedLog {
  contract: string
  abi: Abi
  event: string
  args: Record<string, unknown>
}

function encodeLog({ abi, event, args }: EmittedLog): { topics: Hex[]; data: Hex } {
  const item = getAbiItem({ abi, name: event })
  if (item?.type !== 'event') throw new Error(`no event ${event}`)
  const topics = encodeEventTopics({ abi: [item], eventName: event, args }) as Hex[]
  const plain = item.inputs.filter((input) => !input.indexed)
  const values = plain.map((input) => args[input.name ?? ''])
  return { topics, data: encodeAbiParameters(plain, values) }
}
