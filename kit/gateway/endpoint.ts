import { type Hash, http } from 'viem'
import { BaseError } from '../errors.ts'
import { DISSENT_REST_MS } from '../limits.ts'
import { CircuitBreaker, type CircuitState } from './circuit-breaker.ts'
import { rpcErrorOf } from './rpc-error.ts'

export interface RpcRequest {
  method: string
  params?: unknown
}

export interface NodeHead {
  number: bigint
  hash: Hash
  timestampSec: bigint
}

export interface EndpointStatus {
  name: string
  circuit: CircuitState
  chainId: number | undefined
  head: NodeHead | undefined
  latencyMs: number | undefined
  isDissenting: boolean
}

/** What a node says when it cannot answer, which another one may: the call goes on to the next. */
const NOT_AN_ANSWER = /header not found|missing trie node|rate limit|too many requests|limit exceeded|is syncing/i
const LIMIT_EXCEEDED = -32_005

/** One node: how to reach it, which chain it serves, how far it is and how well it answers. */
export class Endpoint {
  /** Host and port: paths and passwords of providers' URLs hold keys. */
  readonly name: string
  readonly breaker: CircuitBreaker
  readonly #nowMs: () => number
  readonly #send: (request: RpcRequest) => Promise<unknown>
  #chainId: Promise<number> | undefined
  #status: Pick<EndpointStatus, 'chainId' | 'head' | 'latencyMs'> = {
    chainId: undefined,
    head: undefined,
    latencyMs: undefined,
  }
  #dissentedAtMs: number | undefined

  constructor({ url, timeoutMs, nowMs }: { url: string; timeoutMs: number; nowMs: () => number }) {
    this.name = new URL(url).host
    this.breaker = new CircuitBreaker(nowMs)
    this.#nowMs = nowMs
    const { request } = http(url, { timeout: timeoutMs, retryCount: 0 })({})
    this.#send = (call) => request(call as Parameters<typeof request>[0])
  }

  get status(): EndpointStatus {
    const isDissenting = this.#dissentedAtMs !== undefined && this.#nowMs() - this.#dissentedAtMs < DISSENT_REST_MS
    return { name: this.name, circuit: this.breaker.state, ...this.#status, isDissenting }
  }

  /** It agreed with a quorum, or contradicted one. */
  judge(isDissenting: boolean): void {
    this.#dissentedAtMs = isDissenting ? this.#nowMs() : undefined
  }

  /** One call to a node of the right chain; the caller has asked the breaker. */
  async request(request: RpcRequest, chainId: number): Promise<unknown> {
    // Asked again after every lost connection: whatever was down may come back as something else.
    this.#chainId ??= this.#askChainId()
    const actual = await this.#chainId
    if (actual !== chainId) throw new WrongChainError(this.name, actual, chainId)
    return this.#call(request)
  }

  /** Asks for chain and head; gives what it learned to `status`. Throws nothing: the breaker knows. */
  async probe(): Promise<void> {
    try {
      const chainId = await this.#askChainId()
      this.#chainId = Promise.resolve(chainId)
      this.#status.head = headOf(await this.#call({ method: 'eth_getBlockByNumber', params: ['latest', false] }))
    } catch {
      this.#chainId = undefined
      this.#status.head = undefined
    }
  }

  async #askChainId(): Promise<number> {
    const chainId = Number(await this.#call({ method: 'eth_chainId' }))
    this.#status.chainId = chainId
    return chainId
  }

  async #call(request: RpcRequest): Promise<unknown> {
    const startMs = this.#nowMs()
    try {
      const result = await this.#send(request)
      this.#answered(startMs)
      return result
    } catch (error) {
      if (isAnswer(error)) this.#answered(startMs)
      else this.#lost()
      throw error
    }
  }

  #answered(startMs: number): void {
    const durationMs = this.#nowMs() - startMs
    const { latencyMs = durationMs } = this.#status
    this.#status.latencyMs = latencyMs * 0.9 + durationMs * 0.1
    this.breaker.succeeded(durationMs)
  }

  #lost(): void {
    this.breaker.failed()
    this.#chainId = undefined
  }
}

/** The node serves another chain than the one we work with. */
export class WrongChainError extends BaseError {
  constructor(name: string, actual: number, expected: number) {
    const details = `The node serves chain ${actual}, the configuration says ${expected} (${name}).`
    super('This is another chain.', { code: 'WRONG_CHAIN', details, status: 500 })
  }
}

/** Whether a node answered, if only with a refusal: another node would say the same. */
export function isAnswer(error: unknown): boolean {
  const rpcError = rpcErrorOf(error)
  return rpcError !== undefined && rpcError.code !== LIMIT_EXCEEDED && !NOT_AN_ANSWER.test(rpcError.message)
}

export function headOf(block: unknown): NodeHead {
  const { number, hash, timestamp } = block as { number: string; hash: Hash; timestamp: string }
  return { number: BigInt(number), hash, timestampSec: BigInt(timestamp) }
}
