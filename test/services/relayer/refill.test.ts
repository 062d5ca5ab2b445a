import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { toHex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { localKey } from '../../../local/keys.ts'
import { rpc } from '../../../local/rpc.ts'
import { until } from '../../../local/until.ts'
import { LOW_BALANCE_WEI, REFILL_TO_WEI } from '../../../relayer/limits.ts'
import { startNode } from '../kit/gateway/nodes.ts'
import { CHAIN_ID } from './support/intent.ts'
import { createWorld, type World } from './support/world.ts'

const LANE = privateKeyToAddress(localKey('relayer0'))
const TREASURY = privateKeyToAddress(localKey('council'))

describe('a lane that runs out of gas money', () => {
  let world: World
  before(async () => {
    world = await createWorld({
      TREASURY_KEY: localKey('council'),
      TREASURY_MAX_WEI_PER_DAY: String(REFILL_TO_WEI + REFILL_TO_WEI / 2n),
    })
    await world.relayer.start()
  })
  after(() => world.end())

  const setBalance = (wei: bigint) => rpc(world.chainUrl, 'anvil_setBalance', [LANE, toHex(wei)])
  const balance = () => world.market.client.getBalance({ address: LANE })
  const transfers = () => world.market.client.getTransactionCount({ address: TREASURY })

  it('is refilled by the treasury, once, to its full amount', async () => {
    await setBalance(LOW_BALANCE_WEI - 1n)
    const before = await transfers()
    const isRefilled = async () => {
      await world.market.mine()
      return (await balance()) >= REFILL_TO_WEI
    }
    await until('the lane being refilled', isRefilled, { timeoutMs: 60_000 })
    await world.market.mine(4)
    await world.logSays('refilling a lane')

    assert.equal(await balance(), REFILL_TO_WEI)
    assert.equal(await transfers(), before + 1)
  })

  it('is not refilled beyond the amount of a day', async () => {
    await setBalance(0n)
    await world.market.mine(4)

    await world.logSays('the day’s refills are used up')
    assert.equal(await balance(), 0n)
  })
})

describe('a lane that is said to run out of gas money', () => {
  let world: World
  let liar: Awaited<ReturnType<typeof startNode>>
  before(async () => {
    world = await createWorld()
    liar = await startNode(CHAIN_ID)
  })
  after(async () => {
    await Promise.all([world.end(), liar.end()])
  })

  it('is not refilled while the nodes do not agree', async () => {
    const urls = [liar.url, world.chainUrl].join(',')
    await rpc(liar.url, 'anvil_setBalance', [LANE, '0x0'])
    const relayer = world.relayerWith({ GENEX_RPC_URL: urls, TREASURY_KEY: localKey('council') })
    await relayer.start()
    const says = () => relayer.messages().includes('not refilling before the nodes agree')

    await until('the relayer saying so', says, { timeoutMs: 60_000 })
    assert.equal(relayer.messages().includes('refilling a lane'), false)
    await relayer.kill('SIGTERM')
  })
})

describe('keys', () => {
  it('are refused when two lanes have the same', async () => {
    const world = await createWorld({ TREASURY_KEY: localKey('relayer0') })
    await world.relayer.launch()

    assert.equal(await world.relayer.exitCode(), 1)
    assert.match(world.relayer.lines.join('\n'), /RELAYER_KEYS: must differ from each other/)
    await world.end()
  })
})
