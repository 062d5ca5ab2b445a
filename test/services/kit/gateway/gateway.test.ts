import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { createPublicClient } from 'viem'
import { ChainGateway } from '../../../../kit/gateway/gateway.ts'
import { CIRCUIT_MIN_CALLS, CIRCUIT_OPEN_MS, RPC_CALL_TIMEOUT_MS } from '../../../../kit/limits.ts'
import { createLogger } from '../../../../kit/log.ts'
import { until } from '../../../../local/until.ts'
import { FaultProxy } from './fault-proxy.ts'
import { type Node, startNode } from './nodes.ts'

const CHAIN_ID = 719_719

describe('ChainGateway', () => {
  let node: Node
  let stranger: Node
  let first: FaultProxy
  let second: FaultProxy
  let nowMs: number
  let gateway: ChainGateway
  const lines: string[] = []
  const log = createLogger('test', 'info', { write: (line) => void lines.push(line) })
  before(async () => {
    ;[node, stranger] = await Promise.all([startNode(CHAIN_ID), startNode(1)])
  })
  after(() => Promise.all([node.end(), stranger.end()]))
  beforeEach(async () => {
    nowMs = 1_000_000
    lines.length = 0
    first = new FaultProxy(node.url)
    second = new FaultProxy(node.url)
    const urls = [await first.listen(), await second.listen()]
    gateway = new ChainGateway({ log }, { urls, chainId: CHAIN_ID, nowMs: () => nowMs })
  })
  afterEach(() => {
    gateway.close()
    first.close()
    second.close()
  })

  const block = () => gateway.request({ method: 'eth_blockNumber' })
  /** How many calls each node sees of those that `act` makes. */
  const calls = async (act: () => Promise<unknown>) => {
    const before = [first.calls.length, second.calls.length]
    await act()
    return [first.calls.length - (before[0] ?? 0), second.calls.length - (before[1] ?? 0)]
  }

  it('asks the first node, and nobody else, while it is well', async () => {
    await gateway.start()

    assert.deepEqual(await calls(block), [1, 0])
  })

  for (const fault of ['down', 'error', 'limited'] as const) {
    it(`goes on to the next when the first is ${fault}, and returns`, async () => {
      await gateway.start()
      first.fault = fault
      const answer = await block()
      first.fault = 'none'
      await block()

      assert.equal(typeof answer, 'string')
      assert.equal(first.calls.at(-1), 'eth_blockNumber')
    })
  }

  it('goes on to the next when the first does not answer in time', async () => {
    first.fault = 'silent'
    const urls = gateway.endpoints.map(({ name }) => `http://${name}`)
    gateway = new ChainGateway({ log }, { urls, chainId: CHAIN_ID, timeoutMs: 100 })

    assert.equal(typeof (await block()), 'string')
  })

  it('gives an error that a node answered, without asking another', async () => {
    await gateway.start()
    const refused = () => assert.rejects(gateway.request({ method: 'eth_sendRawTransaction', params: ['0x02'] }))

    assert.deepEqual(await calls(refused), [1, 0])
  })

  it('leaves a failing node alone for 30 s, then asks it once and returns to it', async () => {
    await gateway.start()
    first.fault = 'error'
    for (let i = 0; i < CIRCUIT_MIN_CALLS; i++) await block()
    first.fault = 'none'
    const resting = await calls(block)
    nowMs += CIRCUIT_OPEN_MS - 1
    await gateway.probe()
    const stillResting = await calls(block)
    nowMs += 1
    await gateway.probe()
    const returned = await calls(block)

    assert.deepEqual(
      [resting, stillResting, returned],
      [
        [0, 1],
        [0, 1],
        [1, 0],
      ],
    )
    assert.match(lines.join(''), /"trouble":"circuit open".*node is well again/s)
  })

  it('leaves a node alone that answers after more than 5 s', async () => {
    await gateway.start()
    first.fault = 'silent'
    const late = Array.from({ length: CIRCUIT_MIN_CALLS + 2 }, () => block())
    await until('the calls being held', () => first.held === CIRCUIT_MIN_CALLS + 2)
    nowMs += RPC_CALL_TIMEOUT_MS + 1
    first.release()
    await Promise.all(late)

    assert.deepEqual(await calls(block), [0, 1])
  })

  it('finds out by single calls when an outage of all nodes is over', async () => {
    await gateway.start()
    first.fault = 'down'
    second.fault = 'down'
    for (let i = 0; i < CIRCUIT_MIN_CALLS; i++) await assert.rejects(block(), { code: 'CHAIN_UNAVAILABLE' })
    const during = await calls(() => Promise.allSettled([block(), block(), block()]))
    first.fault = 'none'
    second.fault = 'none'

    assert.equal(during[0], 1)
    assert.equal(during[1], 0)
    assert.equal(typeof (await block()), 'string')
  })

  it('prefers another node to one that stopped following the chain', async () => {
    first.frozenAt = String(await block())
    await node.mine(6)
    await gateway.start()
    const stale = await calls(block)
    first.frozenAt = undefined
    await gateway.probe()
    const well = await calls(block)

    assert.deepEqual(
      [stale, well],
      [
        [0, 1],
        [1, 0],
      ],
    )
    assert.match(lines.join(''), /"trouble":"stale at block/)
  })

  it('does not call two nodes stale because a third alone is far ahead', async () => {
    const ahead = await startNode(CHAIN_ID)
    const third = new FaultProxy(ahead.url)
    await ahead.mine(100)
    const urls = gateway.endpoints.map(({ name }) => `http://${name}`)
    gateway = new ChainGateway({ log }, { urls: [...urls, await third.listen()], chainId: CHAIN_ID })
    await gateway.start()

    assert.deepEqual(await calls(block), [1, 0])
    third.close()
    await ahead.end()
  })

  it('is refused at the start when a node serves another chain, which it names', async () => {
    second.target = stranger.url

    await assert.rejects(gateway.start(), {
      code: 'WRONG_CHAIN',
      details: `The node serves chain 1, the configuration says ${CHAIN_ID} (${gateway.endpoints[1]?.name}).`,
    })
  })

  it('starts without a node, and takes the chain of the first that answers where none is configured', async () => {
    first.fault = 'down'
    second.fault = 'down'
    const urls = gateway.endpoints.map(({ name }) => `http://${name}`)
    gateway = await new ChainGateway({ log }, { urls }).start()
    second.fault = 'none'

    assert.equal(await gateway.chainId(), CHAIN_ID)
  })

  it('stops asking a node that becomes one of another chain', async () => {
    await gateway.start()
    first.target = stranger.url
    await gateway.probe()

    assert.deepEqual(await calls(block), [0, 1])
    assert.match(lines.join(''), /"trouble":"serves chain 1"/)
  })

  it('asks a node that was away for its chain before anything else', async () => {
    await gateway.start()
    first.fault = 'down'
    await block()
    first.fault = 'none'
    first.target = stranger.url
    await block()

    assert.deepEqual(first.calls.slice(-1), ['eth_chainId'])
    assert.equal(second.calls.at(-1), 'eth_blockNumber')
  })

  it('is a transport for everything that viem does', async () => {
    await gateway.start()
    const client = createPublicClient({ transport: gateway.transport() })
    first.fault = 'down'

    assert.equal(await client.getChainId(), CHAIN_ID)
    assert.equal((await client.getBlock()).hash.length, 66)
  })
})
