import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parseEventLogs } from 'viem'
import { until } from '../../../../local/until.ts'
import { intentsAbi } from '../../../../relayer/intents/abi.ts'
import { LOAD_TENANT, type LoadIntent } from './signed-load.ts'
import { TOKEN, type World } from './world.ts'

/** A relayer that was just killed may take this long on a busy machine, */
const RESTART_MS = 120_000
/** and one intent of those that are then still open. */
const SLOWEST_MS = 200

/** What became of a load, by the chain's own events. */
export interface LoadOutcome {
  /** How often each was executed; anything but 1 is lost or doubled. */
  executions: Map<string, number>
  /** Carried in vain: failed, or refused by the batch. */
  wasted: number
  /** From the first try of handing one in to the block that has it being seen. */
  latenciesMs: number[]
  transactions: number
  gasUsed: bigint
  elapsedMs: number
}

interface LoadParameters {
  intents: readonly LoadIntent[]
  connections: number
  /** Intents handed in and not yet executed. */
  maxOpen: number
  /** Hears how many are executed after each block. */
  onBlock?: (executed: number) => void
}

/** Hands all intents in, over and over until each is acknowledged, and watches the chain until it has executed them. */
export async function runLoad(
  world: World,
  { intents, connections, maxOpen, onBlock }: LoadParameters,
): Promise<LoadOutcome> {
  const startMs = performance.now()
  const handedInMs = new Map<string, number>()
  const outcome: LoadOutcome = {
    executions: new Map(),
    wasted: 0,
    latenciesMs: [],
    transactions: 0,
    gasUsed: 0n,
    elapsedMs: 0,
  }
  let isDone = false
  const watching = watchChain(world, outcome, { handedInMs, onBlock, isDone: () => isDone })
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  /** An account's nonces are handed in in their order. */
  const lastOf = new Map<string, Promise<void>>()
  let next = 0
  const connection = async () => {
    for (let intent = intents[next++]; intent; intent = intents[next++]) {
      while (handedInMs.size - outcome.executions.size >= maxOpen) await pause(5)
      const [account = ''] = intent.key.split('/')
      const before = lastOf.get(account)
      const { promise, resolve } = Promise.withResolvers<void>()
      lastOf.set(account, promise)
      await before
      handedInMs.set(intent.key, performance.now())
      while (!(await handIn(agent, world.url, intent.body))) await pause(20)
      resolve()
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
  agent.destroy()
  const timeoutMs = RESTART_MS + SLOWEST_MS * Math.min(maxOpen, intents.length)
  await until('all being executed', () => outcome.executions.size >= intents.length, { timeoutMs, pollMs: 50 })
  outcome.elapsedMs = performance.now() - startMs
  isDone = true
  await watching
  return outcome
}

/** Lets the load's tenant have everything. */
export async function sponsorLoad(world: World): Promise<void> {
  const all = {
    accountIntents: 2_000_000_000,
    accountGas: '4000000000000000000',
    tenantIntents: 2_000_000_000,
    tenantGas: '4000000000000000000',
  }
  for (const action of ['*', 'setMerchantBySig']) {
    const body = JSON.stringify({ tenant: LOAD_TENANT, action, ...all })
    const answer = await world.request('/sponsorship/policies', { method: 'PUT', body })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  }
}

/** True when acknowledged; a busy, killed or starting relayer is asked again. Anything else is a mistake of the load. */
async function handIn(agent: Agent, url: string, body: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  }
  const call = request(`${url}/internal/v1/intents`, { method: 'POST', agent, headers }, (response) => {
    const { statusCode = 0 } = response
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', () => resolve(false))
    response.on('end', () => {
      if (statusCode < 400) resolve(true)
      else if (statusCode === 429 || statusCode >= 500) resolve(false)
      else reject(new Error(`${statusCode} ${Buffer.concat(chunks).toString()}`))
    })
  })
  call.on('error', () => resolve(false))
  call.end(body)
  return promise
}

interface Watch {
  handedInMs: ReadonlyMap<string, number>
  onBlock: ((executed: number) => void) | undefined
  isDone: () => boolean
}

async function watchChain(
  { market }: World,
  outcome: LoadOutcome,
  { handedInMs, onBlock, isDone }: Watch,
): Promise<void> {
  const { client, redemption } = market
  let seen = (await client.getBlock()).number
  while (!isDone()) {
    await pause(20)
    const { number } = await client.getBlock()
    if (number === seen) continue
    const logs = await client.getLogs({ address: redemption, fromBlock: seen + 1n, toBlock: number })
    const nowMs = performance.now()
    const receiptsOf = new Set(logs.map(({ transactionHash }) => transactionHash))
    for (const log of parseEventLogs({ abi: intentsAbi, logs })) {
      if (log.eventName !== 'IntentExecuted') {
        outcome.wasted++
        continue
      }
      const key = `${log.args.account.toLowerCase()}/${log.args.nonce}`
      outcome.executions.set(key, (outcome.executions.get(key) ?? 0) + 1)
      outcome.latenciesMs.push(nowMs - (handedInMs.get(key) ?? nowMs))
    }
    outcome.transactions += receiptsOf.size
    for (let height = seen + 1n; height <= number; height++) {
      outcome.gasUsed += (await client.getBlock({ blockNumber: height })).gasUsed
    }
    seen = number
    onBlock?.(outcome.executions.size)
  }
}
