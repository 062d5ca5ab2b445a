import { type Address, createPublicClient, type Hash, type Hex, type TransactionReceipt } from 'viem'
import { RetryableError } from '../../kit/errors.ts'
import type { ChainGateway } from '../../kit/gateway/gateway.ts'
import { quorumRead } from '../../kit/gateway/quorum-read.ts'
import { type RpcError, rpcErrorOf } from '../../kit/gateway/rpc-error.ts'
import { FINAL_DEPTH, SAFE_DEPTH } from '../limits.ts'

export interface Head {
  number: bigint
  hash: Hash
  parentHash: Hash
  /** The chain's clock: deadlines are compared with this, never with ours. */
  timestampSec: bigint
  baseFeePerGasWei: bigint
}

/** `tags`: the node's `safe` and `finalized` blocks; `depth`: counted back from the head where those mean nothing. */
export const FINALITY_RULES = ['tags', 'depth'] as const
export type FinalityRule = (typeof FINALITY_RULES)[number]

export interface CallParameters {
  from: Address
  to: Address
  data: Hex
  gas: bigint
}

export interface Simulated {
  hasSucceeded: boolean
  logs: SimulatedLog[]
  /** What it returned or reverted with. */
  returnData: Hex
}

interface SimulatedLog {
  address: Address
  topics: [Hex, ...Hex[]]
  data: Hex
}

interface SimulateRpc {
  Method: 'eth_simulateV1'
  Parameters: [{ blockStateCalls: { calls: { from: Address; to: Address; data: Hex; gas: Hex }[] }[] }, 'latest']
  ReturnType: { calls: { status: Hex; logs: SimulatedLog[]; returnData: Hex }[] }[]
}

/** The questions the relayer asks a node; every one is asked once, the callers decide when to ask again. */
export type Chain = ReturnType<typeof connectChain>

export function connectChain(
  gateway: ChainGateway,
  { chainId, finality }: { chainId: number; finality: FinalityRule },
) {
  let canSimulate = true
  const client = createPublicClient({ transport: gateway.transport() })
  const blockNumber = async (blockTag: 'safe' | 'finalized') => (await client.getBlock({ blockTag })).number

  async function simulateAll(calls: readonly CallParameters[]): Promise<Simulated[] | undefined> {
    if (!canSimulate) return undefined
    const encoded = calls.map(({ gas, ...call }) => ({ ...call, gas: `0x${gas.toString(16)}` as Hex }))
    try {
      const [block] = await client.request<SimulateRpc>({
        method: 'eth_simulateV1',
        params: [{ blockStateCalls: [{ calls: encoded }] }, 'latest'],
      })
      return block?.calls.map(({ status, logs, returnData }) => ({ hasSucceeded: status === '0x1', logs, returnData }))
    } catch (error) {
      if (!/not (supported|found|exist|implemented)|unknown method/i.test(rpcErrorOf(error)?.message ?? '')) throw error
      canSimulate = false
      return undefined
    }
  }

  return {
    chainId,
    head: async () => headOf(await client.getBlock({ blockTag: 'latest' })),
    /** Highest block that counts as safe and as final. */
    depths: async (head: Head) => {
      if (finality === 'depth') return { safe: head.number - SAFE_DEPTH, final: head.number - FINAL_DEPTH }
      const [safe, final] = await Promise.all([blockNumber('safe'), blockNumber('finalized')])
      return { safe, final }
    },
    blockHash: async (number: bigint): Promise<Hash | undefined> => {
      const block = await client.request({
        method: 'eth_getBlockByNumber',
        params: [`0x${number.toString(16)}`, false],
      })
      return block?.hash ?? undefined
    },
    nonceOf: async (address: Address) => BigInt(await client.getTransactionCount({ address, blockTag: 'latest' })),
    balanceOf: (address: Address) => client.getBalance({ address }),
    /** The same by the word of most nodes; throws `QUORUM_NOT_REACHED`. */
    agreedBalanceOf: async (address: Address) =>
      BigInt(String((await quorumRead(gateway, { method: 'eth_getBalance', params: [address] })).value)),
    receipt: (hash: Hash): Promise<TransactionReceipt | undefined> =>
      client.getTransactionReceipt({ hash }).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'TransactionReceiptNotFoundError') return undefined
        throw error
      }),
    send: (raw: Hex) => client.request({ method: 'eth_sendRawTransaction', params: [raw] }),
    suggestedTipWei: () => client.estimateMaxPriorityFeePerGas().catch(() => 0n),
    /** Runs a call on the latest state; gives the revert instead of throwing it. */
    call: ({ from, to, data, gas }: CallParameters): Promise<{ revert: RpcError } | { result: Hex }> => {
      const parameters = { from, to, data, gas: `0x${gas.toString(16)}` as Hex }
      return client.request({ method: 'eth_call', params: [parameters, 'latest'] }).then(
        (result) => ({ result }),
        (error: unknown) => {
          const revert = rpcErrorOf(error)
          if (!revert) throw error
          return { revert }
        },
      )
    },
    codeOf: async (address: Address): Promise<Hex> => (await client.getCode({ address })) ?? '0x',
    /** What a call would do and which events it would leave, on the latest state; undefined where the node cannot tell (`eth_simulateV1`). */
    simulate: async (call: CallParameters): Promise<Simulated | undefined> => (await simulateAll([call]))?.[0],
    /** The same of several calls, each on what the ones before it left. */
    simulateAll,
    /** Throws `WRONG_CHAIN` when a node serves another chain; gives the hash of the chain's first block. */
    verify: async (): Promise<Hash> => {
      await gateway.verify()
      const genesis = await client.getBlock({ blockNumber: 0n })
      return genesis.hash
    },
  }
}

interface RpcBlock {
  number: bigint
  hash: Hash
  parentHash: Hash
  timestamp: bigint
  baseFeePerGas: bigint | null
}

function headOf(block: RpcBlock): Head {
  if (block.baseFeePerGas === null) {
    throw new RetryableError('The node sells gas without a base fee (EIP-1559).', { code: 'CHAIN_UNSUPPORTED' })
  }
  const { number, hash, parentHash, timestamp, baseFeePerGas } = block
  return { number, hash, parentHash, timestampSec: timestamp, baseFeePerGasWei: baseFeePerGas }
}
