import { custom, type Transport } from 'viem'
import { RetryableError } from '../errors.ts'
import { MAX_HEAD_LAG_BLOCKS, PROBE_EVERY_MS, RPC_CALL_TIMEOUT_MS } from '../limits.ts'
import type { Logger } from '../log.ts'
import { Endpoint, type EndpointStatus, isAnswer, type RpcRequest, WrongChainError } from './endpoint.ts'

export interface GatewayParameters {
  /** In order of preference. */
  urls: readonly string[]
  /** Without it, the chain of the first node that answers. */
  chainId?: number
  timeoutMs?: number
  /** The clock of circuits and latencies; any that never goes back. */
  nowMs?: () => number
}

/**
 * The nodes of one chain as one: a call goes to the first that is well and on to the next when that one does not answer. What a node
 * answers, a revert too, is the answer. Bytes that were sent to a node that fell silent go to the next as they are, so a
 * transaction is never doubled by it.
 */
export class ChainGateway {
  readonly endpoints: readonly Endpoint[]
  readonly #log: Logger
  readonly #trouble = new Map<string, string>()
  #expected: number | undefined
  #timer: NodeJS.Timeout | undefined
  #probing: Promise<void> | undefined

  constructor({ log }: { log: Logger }, parameters: GatewayParameters) {
    const { urls, chainId, timeoutMs = RPC_CALL_TIMEOUT_MS, nowMs = () => performance.now() } = parameters
    this.#log = log
    this.#expected = chainId
    this.endpoints = urls.map((url) => new Endpoint({ url, timeoutMs, nowMs }))
  }

  /** Everything that works with viem works with this. A call goes round all nodes once more for each retry. */
  transport({ retryCount = 0 } = {}): Transport {
    return custom({ request: (request) => this.request(request) }, { retryCount })
  }

  /** Looks at every node now and then at each probe. Throws `WRONG_CHAIN` when one of them serves another chain. */
  async start(): Promise<this> {
    await this.verify()
    this.#timer ??= setInterval(() => void this.probe(), PROBE_EVERY_MS).unref()
    return this
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Throws `WRONG_CHAIN` when a node that answers serves another chain; one that is down is looked at again later. */
  async verify(): Promise<void> {
    await this.probe()
    for (const { status } of this.endpoints) {
      const { name, chainId } = status
      if (chainId !== undefined && chainId !== this.#expected)
        throw new WrongChainError(name, chainId, this.#expected ?? 0)
    }
  }

  /** Asks each node for chain and head, those whose circuit is open only when their rest is over. */
  probe(): Promise<void> {
    this.#probing ??= this.#probeAll().finally(() => {
      this.#probing = undefined
    })
    return this.#probing
  }

  /** The chain all work is for. */
  async chainId(): Promise<number> {
    if (this.#expected === undefined) await this.probe()
    if (this.#expected === undefined) throw this.#unavailable(undefined)
    return this.#expected
  }

  async request(request: RpcRequest): Promise<unknown> {
    const chainId = await this.chainId()
    let cause: unknown
    let isTried = false
    for (const endpoint of this.#inOrder()) {
      if (!endpoint.breaker.tryAcquire()) continue
      isTried = true
      try {
        return await endpoint.request(request, chainId)
      } catch (error) {
        if (isAnswer(error)) throw error
        cause = error
        this.#report(endpoint, error)
      }
    }
    const last = isTried ? undefined : this.#firstToOpen()
    if (!last?.breaker.force()) throw this.#unavailable(cause)
    return last.request(request, chainId).catch((error: unknown) => {
      throw isAnswer(error) ? error : this.#unavailable(error)
    })
  }

  /** Why each node that is not well is not; empty when all are. */
  get troubles(): ReadonlyMap<string, string> {
    return this.#trouble
  }

  get status(): EndpointStatus[] {
    return this.endpoints.map(({ status }) => status)
  }

  async #probeAll(): Promise<void> {
    const due = this.endpoints.filter(({ breaker }) => breaker.tryAcquire())
    await Promise.all(due.map((endpoint) => endpoint.probe()))
    this.#expected ??= this.status.find(({ chainId }) => chainId !== undefined)?.chainId
    for (const { status } of this.endpoints) this.#note(status.name, this.#troubleOf(status))
  }

  /** The well ones in the order of the configuration, then the stale, then those that contradicted a quorum, then the resting. */
  #inOrder(): Endpoint[] {
    const rank = new Map(this.endpoints.map((endpoint) => [endpoint, this.#rankOf(endpoint.status)]))
    return [...this.endpoints].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))
  }

  #rankOf(status: EndpointStatus): number {
    const { circuit, isDissenting, chainId } = status
    return (
      8 * Number(chainId !== undefined && chainId !== this.#expected) +
      4 * Number(circuit !== 'closed') +
      2 * Number(isDissenting) +
      Number(this.#isStale(status))
    )
  }

  /** Behind the others. One node alone that is far ahead of two others makes nobody stale: it may be the one that is wrong. */
  #isStale({ head }: EndpointStatus): boolean {
    const heads = this.status.flatMap((each) =>
      each.head && each.chainId === this.#expected ? [each.head.number] : [],
    )
    heads.sort((a, b) => Number(b - a))
    const reference = heads.length > 2 ? heads[1] : heads[0]
    return head !== undefined && reference !== undefined && reference - head.number > MAX_HEAD_LAG_BLOCKS
  }

  #troubleOf(status: EndpointStatus): string | undefined {
    const { chainId, circuit, isDissenting, head } = status
    if (chainId !== undefined && chainId !== this.#expected) return `serves chain ${chainId}`
    if (circuit !== 'closed') return 'circuit open'
    if (isDissenting) return 'contradicted a quorum'
    if (head === undefined) return 'does not answer'
    return this.#isStale(status) ? `stale at block ${head.number}` : undefined
  }

  /** Each change once. */
  #note(name: string, trouble: string | undefined): void {
    const before = this.#trouble.get(name)
    if (trouble === undefined) this.#trouble.delete(name)
    else this.#trouble.set(name, trouble)
    // The number of a stale head changes with each look.
    if (trouble?.split(' ')[0] === before?.split(' ')[0]) return
    if (trouble === undefined) this.#log.info({ node: name }, 'node is well again')
    else this.#log.warn({ node: name, trouble }, 'node is not well')
  }

  #report({ name, status }: Endpoint, error: unknown): void {
    const trouble = error instanceof WrongChainError ? error.details : this.#troubleOf(status)
    this.#note(name, trouble)
  }

  #firstToOpen(): Endpoint | undefined {
    const opened = this.endpoints.filter(({ breaker }) => breaker.openedAtMs !== undefined)
    return opened.sort((a, b) => (a.breaker.openedAtMs ?? 0) - (b.breaker.openedAtMs ?? 0))[0]
  }

  #unavailable(cause: unknown): RetryableError {
    if (cause instanceof WrongChainError)
      return new RetryableError('No node of our chain answers.', {
        code: 'CHAIN_UNAVAILABLE',
        details: cause.details ?? '',
        cause,
      })
    const details = this.endpoints.map(({ status }) => `${status.name}: circuit ${status.circuit}`).join(', ')
    return new RetryableError('No node of the chain answers.', { code: 'CHAIN_UNAVAILABLE', details, cause })
  }
}
