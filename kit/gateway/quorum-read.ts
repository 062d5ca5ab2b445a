import type { Hash } from 'viem'
import { RetryableError } from '../errors.ts'
import { type Endpoint, headOf, type RpcRequest } from './endpoint.ts'
import type { ChainGateway } from './gateway.ts'

/** A question about the state; the block is added as its last parameter. */
export interface StateQuestion {
  method: 'eth_call' | 'eth_getBalance' | 'eth_getTransactionCount' | 'eth_getStorageAt' | 'eth_getCode'
  params: readonly unknown[]
}

export interface Agreed<Value> {
  value: Value
  block: { number: bigint; hash: Hash }
  /** The nodes behind it and those that contradicted, by name. */
  agreeing: string[]
  dissenting: string[]
}

interface Vote {
  endpoint: Endpoint
  answer: unknown
}

/** More than half of the nodes: two such groups cannot contradict each other. */
export function majorityOf(gateway: ChainGateway): number {
  return Math.floor(gateway.endpoints.length / 2) + 1
}

/**
 * What at least `agree` nodes say of the state after one and the same block, told apart by its hash. For decisions about money, where
 * one node that lies or lags must not decide. Throws `QUORUM_NOT_REACHED`, which names what each node said.
 */
export async function quorumRead(
  gateway: ChainGateway,
  { method, params }: StateQuestion,
  agree = majorityOf(gateway),
): Promise<Agreed<unknown>> {
  const block = await agreedBlock(gateway, agree)
  const at = { blockHash: block.value, requireCanonical: true }
  const voters = gateway.endpoints.filter(({ name }) => block.agreeing.includes(name))
  const votes = await askAll(gateway, voters, () => ({ method, params: [...params, at] }))
  const decided = decide(votes, agree, `${method} at block ${block.block.number}`)
  return { ...decided, block: block.block, dissenting: [...block.dissenting, ...decided.dissenting] }
}

/** The hash that at least `agree` nodes have at a height; without one, at the greatest that so many have reached. */
export async function agreedBlock(
  gateway: ChainGateway,
  agree = majorityOf(gateway),
  height?: bigint,
): Promise<Agreed<Hash>> {
  const number = height ?? (await commonHeight(gateway, agree))
  const tag = `0x${number.toString(16)}`
  const answers = await askAll(gateway, gateway.endpoints, () => ({
    method: 'eth_getBlockByNumber',
    params: [tag, false],
  }))
  // A node that has not got there yet does not contradict.
  const votes = answers
    .filter(({ answer }) => answer !== null)
    .map((vote) => ({ ...vote, answer: headOf(vote.answer).hash }))
  const decided = decide(votes, agree, `the hash of block ${number}`)
  const hash = decided.value as Hash
  return { ...decided, value: hash, block: { number, hash } }
}

async function commonHeight(gateway: ChainGateway, agree: number): Promise<bigint> {
  const votes = await askAll(gateway, gateway.endpoints, () => ({
    method: 'eth_getBlockByNumber',
    params: ['latest', false],
  }))
  const heights = votes.map(({ answer }) => headOf(answer).number).sort((a, b) => Number(b - a))
  const height = heights[agree - 1]
  if (height === undefined) throw notReached('the head', agree, votes)
  return height
}

async function askAll(
  gateway: ChainGateway,
  endpoints: readonly Endpoint[],
  requestOf: () => RpcRequest,
): Promise<Vote[]> {
  const chainId = await gateway.chainId()
  const asked = endpoints.filter(({ breaker }) => breaker.tryAcquire())
  const settled = await Promise.allSettled(asked.map((endpoint) => endpoint.request(requestOf(), chainId)))
  return asked.flatMap((endpoint, index) => {
    const result = settled[index]
    return result?.status === 'fulfilled' ? [{ endpoint, answer: result.value }] : []
  })
}

function decide(votes: readonly Vote[], agree: number, what: string): Omit<Agreed<unknown>, 'block'> {
  const groups = Map.groupBy(votes, ({ answer }) => JSON.stringify(answer))
  const [largest] = [...groups.values()].sort((a, b) => b.length - a.length)
  if (!largest || largest.length < agree) throw notReached(what, agree, votes)
  for (const vote of votes) vote.endpoint.judge(!largest.includes(vote))
  const names = (group: readonly Vote[]) => group.map(({ endpoint }) => endpoint.name)
  const dissenting = names(votes.filter((vote) => !largest.includes(vote)))
  return { value: largest[0]?.answer, agreeing: names(largest), dissenting }
}

function notReached(what: string, agree: number, votes: readonly Vote[]): RetryableError {
  const said = votes.map(({ endpoint, answer }) => `${endpoint.name} says ${textOf(answer)}`).join(', ')
  const details = `${agree} nodes must agree about ${what}; ${said || 'none answers'}.`
  return new RetryableError('The nodes do not agree.', { code: 'QUORUM_NOT_REACHED', details })
}

function textOf(answer: unknown): string {
  return (typeof answer === 'string' ? answer : JSON.stringify(answer)).slice(0, 80)
}
