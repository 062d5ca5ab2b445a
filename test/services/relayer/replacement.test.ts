import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { keccak256, parseGwei, parseTransaction, toHex } from 'viem'
import { localKey } from '../../../local/keys.ts'
import { rpc } from '../../../local/rpc.ts'
import { until } from '../../../local/until.ts'
import { type IntentBody, merchantIntent } from './support/intent.ts'
import { sendAs } from './support/market.ts'
import { createWorld, type World } from './support/world.ts'

describe('replacing a transaction', () => {
  let world: World
  before(async () => {
    world = await createWorld({}, 'hardhat')
    await world.relayer.start()
  })
  after(() => world.end())
  afterEach(() => {
    world.proxy.mode = 'forward'
  })

  const sent = () => [...new Set(world.proxy.sent)] as `0x${string}`[]
  const submit = async (): Promise<IntentBody> => {
    const intent = await merchantIntent({ redemption: world.market.redemption })
    await world.post('/intents', intent)
    await world.intentIs(intent, 'submitted')
    return intent
  }
  /** Blocks too expensive for what was signed before, one after the other, until the relayer signs again. */
  const makeGasDear = async (baseFee: bigint) => {
    const before = sent().length
    await rpc(world.chainUrl, 'hardhat_setNextBlockBaseFeePerGas', [toHex(baseFee)])
    const isReplaced = async () => {
      await world.market.mine()
      return sent().length > before
    }
    await until('higher fees', isReplaced, { timeoutMs: 20_000, pollMs: 150 })
  }

  it('raises the fees at the same nonce until it lands', async () => {
    const intent = await submit()
    const first = parseTransaction(sent().at(-1) ?? '0x')

    await makeGasDear(parseGwei('40'))
    const status = await world.intentIs(intent, 'executed', { mining: true })

    const last = parseTransaction(sent().at(-1) ?? '0x')
    assert.deepEqual([last.nonce, last.to, last.data, last.gas], [first.nonce, first.to, first.data, first.gas])
    assert.ok(Number(last.maxFeePerGas) * 8 >= Number(first.maxFeePerGas) * 9)
    assert.ok(Number(last.maxPriorityFeePerGas) * 8 >= Number(first.maxPriorityFeePerGas) * 9)
    assert.equal(status.transaction, keccak256(sent().at(-1) ?? '0x'))
  })

  it('finds an older version that lands after all', async () => {
    const intent = await submit()
    const first = keccak256(sent().at(-1) ?? '0x')
    // The replacement never reaches the node.
    const block = await world.market.client.getBlockNumber()
    world.proxy.mode = 'hold'
    await makeGasDear(parseGwei('60'))
    await rpc(world.chainUrl, 'hardhat_setNextBlockBaseFeePerGas', [toHex(1_000n)])
    await world.market.mine()
    world.proxy.mode = 'forward'

    const status = await world.intentIs(intent, 'executed')

    assert.equal(status.transaction, first)
    assert.ok(BigInt(String(status.block)) > block)
  })

  it('outbids whoever took its nonce in the pool', async () => {
    const before = sent().length
    await sendAs(world.market.client, localKey('relayer0'), { to: world.market.recorder, gas: 100_000n })
    const intent = await submit()

    await until('the node taking it', () => world.isInPool(sent().at(-1) ?? '0x'), { timeoutMs: 20_000 })
    await world.intentIs(intent, 'executed', { mining: true })

    assert.ok(sent().length > before + 1)
  })

  it('empties the slot of what no node takes, and gives the payload another one when that is final', async () => {
    const intent = await merchantIntent({ redemption: world.market.redemption })
    const { gasLimit } = await world.market.client.getBlock()
    await rpc(world.chainUrl, 'evm_setBlockGasLimit', [toHex(500_000n)])
    await world.market.mine()
    await world.post('/intents', intent)
    await world.intentIs(intent, 'submitted')
    const isEmpty = () => parseTransaction(sent().at(-1) ?? '0x').gas === 21_000n
    await until('a no-op in the slot', isEmpty, { timeoutMs: 20_000 })
    await rpc(world.chainUrl, 'evm_setBlockGasLimit', [toHex(gasLimit)])
    await world.market.mine()
    await world.logSays('nonce used by a transaction that is not the payload')
    await rpc(world.chainUrl, 'hardhat_mine', ['0x1f'])

    const status = await world.intentIs(intent, 'executed', { mining: true })

    assert.equal(status.transaction, keccak256(sent().at(-1) ?? '0x'))
  })
})
