import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { ChainGateway } from '../../../../kit/gateway/gateway.ts'
import { agreedBlock, quorumRead } from '../../../../kit/gateway/quorum-read.ts'
import { createLogger } from '../../../../kit/log.ts'
import { rpc } from '../../../../local/rpc.ts'
import { FaultProxy } from './fault-proxy.ts'
import { type Node, startNode } from './nodes.ts'

const CHAIN_ID = 719_719
const SOMEBODY = '0x00000000000000000000000000000000000000aa'
const balance = { method: 'eth_getBalance', params: [SOMEBODY] } as const

describe('quorumRead', () => {
  let honest: Node
  let other: Node
  let proxies: FaultProxy[]
  let gateway: ChainGateway
  before(async () => {
    ;[honest, other] = await Promise.all([startNode(CHAIN_ID), startNode(CHAIN_ID)])
  })
  after(() => Promise.all([honest.end(), other.end()]))
  beforeEach(async () => {
    gateway = await gatewayTo([honest, honest, other])
  })
  afterEach(() => closeAll())

  const closeAll = () => {
    for (const proxy of proxies) proxy.close()
  }
  const gatewayTo = async (nodes: Node[]) => {
    proxies = nodes.map(({ url }) => new FaultProxy(url))
    const urls = await Promise.all(proxies.map((proxy) => proxy.listen()))
    return new ChainGateway({ log: createLogger('test', 'silent') }, { urls, chainId: CHAIN_ID })
  }
  const name = (index: number) => String(gateway.endpoints[index]?.name)

  it('gives what all say of the same block', async () => {
    const { value, agreeing, dissenting, block } = await quorumRead(gateway, balance)

    assert.deepEqual([value, agreeing.length, dissenting, block.number], ['0x0', 3, [], 0n])
  })

  it('names the node whose state is another at the same block, and asks it last from then on', async () => {
    await rpc(other.url, 'anvil_setBalance', [SOMEBODY, '0x1'])
    const { value, dissenting } = await quorumRead(gateway, balance)
    await rpc(other.url, 'anvil_setBalance', [SOMEBODY, '0x0'])
    const judged = gateway.endpoints[2]?.status.isDissenting
    await quorumRead(gateway, balance)

    assert.deepEqual([value, dissenting, judged], ['0x0', [name(2)], true])
    assert.equal(gateway.endpoints[2]?.status.isDissenting, false)
  })

  it('reaches no decision when two nodes contradict each other, and says what each said', async () => {
    closeAll()
    gateway = await gatewayTo([honest, other])
    await rpc(other.url, 'anvil_setBalance', [SOMEBODY, '0x1'])
    const details = `2 nodes must agree about eth_getBalance at block 0; ${name(0)} says 0x0, ${name(1)} says 0x1.`
    await assert.rejects(quorumRead(gateway, balance), { code: 'QUORUM_NOT_REACHED', details })
    await rpc(other.url, 'anvil_setBalance', [SOMEBODY, '0x0'])
  })

  it('reaches no decision with fewer nodes than must agree', async () => {
    for (const proxy of proxies.slice(1)) proxy.fault = 'down'

    await assert.rejects(quorumRead(gateway, balance), { code: 'QUORUM_NOT_REACHED', retryable: true })
  })

  it('decides without a node that is down', async () => {
    for (const proxy of proxies.slice(2)) proxy.fault = 'down'

    assert.deepEqual((await quorumRead(gateway, balance)).agreeing, [name(0), name(1)])
  })

  it('names the node on another fork and takes the block of the others', async () => {
    await honest.mine(2)
    await other.mine(3)
    const { value, dissenting } = await agreedBlock(gateway)
    const expected = (await rpc(honest.url, 'eth_getBlockByNumber', ['0x2', false])) as { hash: string }

    assert.equal(value, expected.hash)
    assert.deepEqual(dissenting, [name(2)])
  })

  it('does not take a node for a liar that is only behind', async () => {
    const [, second] = proxies
    if (second) second.frozenAt = '0x1'
    for (const proxy of proxies.slice(2)) proxy.fault = 'down'
    const { agreeing, dissenting } = await agreedBlock(gateway, 1)

    assert.deepEqual(agreeing, [name(0)])
    assert.deepEqual(dissenting, [])
  })
})
