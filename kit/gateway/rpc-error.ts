import type { Hex } from 'viem'

export interface RpcError {
  message: string
  /** JSON-RPC's number, where the node gave one. */
  code: number | undefined
  /** Revert data, where the node gave any. */
  data: Hex | undefined
}

/** The JSON-RPC error inside what viem threw; undefined when the node did not answer at all. */
export function rpcErrorOf(error: unknown): RpcError | undefined {
  const chain = causesOf(error)
  const answer = chain.find((cause) => cause.name === 'RpcRequestError')
  if (!answer) return undefined
  // viem's own message holds the URL and the body; `details` is what the node said.
  const message = typeof answer.details === 'string' ? answer.details : String(answer.message)
  const code = typeof answer.code === 'number' ? answer.code : undefined
  return { message, code, data: chain.map((cause) => hexIn(cause.data)).find((data) => data !== undefined) }
}

interface Cause {
  name?: unknown
  message?: unknown
  details?: unknown
  code?: unknown
  data?: unknown
  cause?: unknown
}

/** The error and its causes, outermost first; at most ten, should one be its own cause. */
function causesOf(error: unknown): Cause[] {
  const chain: Cause[] = []
  for (let at = error; typeof at === 'object' && at !== null && chain.length < 10; at = (at as Cause).cause) {
    chain.push(at)
  }
  return chain
}

/** geth and anvil put the bytes into `data`, EDR into `data.data`. */
function hexIn(data: unknown): Hex | undefined {
  if (typeof data === 'string') return /^0x[0-9a-fA-F]*$/.test(data) ? (data as Hex) : undefined
  if (typeof data === 'object' && data !== null && 'data' in data) return hexIn(data.data)
  return undefined
}
