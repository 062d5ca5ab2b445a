import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Abi } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { localKey } from '../../../local/keys.ts'
import { until } from '../../../local/until.ts'
import { settlementAbi } from '../../../sdk/src/abi/settlement.gen.ts'
import { testStablecoinAbi } from '../../../sdk/src/abi/test-stablecoin.gen.ts'
import type { PlacementBody } from '../sequencer/shell/support/trader.ts'
import { createDesertedWorld } from './support/without-us.ts'

const DAY_SEC = 86_400
const HOUR_SEC = 3_600
const OPEN = { openSettle: true } as const
const PRICE = 46_000_000n

/** One story on one chain, in order: the operator works, falls silent, people settle and leave, the operator returns. */
describe('without us', () => {
  let world: Awaited<ReturnType<typeof createDesertedWorld>>
  let offers: PlacementBody[]
  before(async () => {
    world = await createDesertedWorld()
  })
  after(() => world.end())

  const settle = (name: string, orders: PlacementBody[]) =>
    world.run(world.carol.key, 'settle', world.fileOf(name, orders)).ended
  /** The first word of each line: what became of each order. */
  const outcomes = (lines: readonly string[]) => lines.flatMap((line) => /^[A-Z_]+(?= {2})/.exec(line) ?? [])

  it('nobody settles while the operator works', async () => {
    const order = await world.issuer.sellPrimary({ flags: OPEN })
    const { code, lines } = await settle('early.json', [order])
    assert.equal(code, 1)
    assert.match(lines.join('\n'), /^The operator works\. It can be declared silent from 20/)
    assert.equal((await world.batchState())[2], 0)
  })

  it('after a day anyone declares silence and takes what signed for it, and nothing else', async () => {
    await world.passTime(DAY_SEC)
    offers = [
      await world.issuer.sellPrimary({ quantity: 2, flags: OPEN }),
      await world.issuer.sellPrimary({ quantity: 2, lane: 1 }),
    ]
    const { code, lines } = await settle('offers.json', offers)
    assert.equal(code, 0, lines.join('\n'))
    assert.match(lines[0] ?? '', /^silence declared in 0x/)
    assert.deepEqual(outcomes(lines), ['FILLED', 'NOT_OPEN_SETTLE'])
    assert.match(lines.join('\n'), /NOT_OPEN_SETTLE .* skipped, sell to blame/)
    assert.deepEqual(await world.accountOf(world.carol), { cash: 909_550_000n, units: 2 })
  })

  it('the same file again fills nothing twice', async () => {
    const { code, lines } = await settle('offers.json', offers)
    assert.equal(code, 1)
    assert.deepEqual(outcomes(lines), ['ORDER_FILLED', 'NOT_OPEN_SETTLE'])
    assert.equal((await world.accountOf(world.carol)).units, 2)
  })

  it('a resting buy is served from the caller’s own units', async () => {
    const { code, lines } = await settle('bid.json', [await world.bob.buy({ price: PRICE, flags: OPEN })])
    assert.equal(code, 0, lines.join('\n'))
    // The caller pays the taker's 0.5 %, the resting buyer the maker's 0.1 %.
    assert.deepEqual(await world.accountOf(world.bob), { cash: 953_954_000n, units: 1 })
    assert.deepEqual(await world.accountOf(world.carol), { cash: 955_320_000n, units: 1 })
  })

  it('a resting sell is taken with the seller’s own units, found in the chain’s logs', async () => {
    const sells = [await world.bob.sell({ price: PRICE, lane: 1, flags: OPEN })]
    const first = await settle('ask.json', sells)
    const second = await settle('ask.json', [await world.bob.sell({ price: PRICE, lane: 2, flags: OPEN })])
    assert.deepEqual([outcomes(first.lines), outcomes(second.lines)], [['FILLED'], ['NO_UNITS']])
    assert.deepEqual([first.code, second.code, second.lines.at(-1)], [0, 1, 'nothing to send'])
    assert.deepEqual([(await world.accountOf(world.bob)).units, (await world.accountOf(world.carol)).units], [0, 2])
  })

  it('a caller who registered no key is told so', async () => {
    const stranger = generatePrivateKey()
    const file = world.fileOf('bid.json', [await world.bob.buy({ price: PRICE, lane: 3, flags: OPEN })])
    const { code, lines } = await world.run(stranger, 'settle', file).ended
    assert.equal(code, 1)
    assert.match(lines.join('\n'), /^NO_KEY: /)
  })

  it('a bystander carries an exit and pays the gas; money and units go to their owner', async () => {
    const { carol } = world
    const bystander = generatePrivateKey()
    await world.chain.fund(privateKeyToAddress(bystander))
    const { cash } = await world.accountOf(carol)
    const signed = await world.run(carol.key, 'sign-exit').ended
    const run = world.run(bystander, 'leave', world.write('exit.json', signed.lines.join('')))
    await until('the request', () => run.lines.some((line) => line.startsWith('it matures at')))
    await world.passTime(60)
    const { code, lines } = await run.ended
    assert.equal(code, 0, lines.join('\n'))
    assert.match(lines.at(-1) ?? '', /^all cash and 2 units to 0x/)
    const balance = await world.chain.client.readContract({
      address: world.core.money,
      abi: testStablecoinAbi,
      functionName: 'balanceOf',
      args: [carol.address],
    })
    assert.deepEqual([balance, (await world.accountOf(carol)).cash], [cash, 0n])
  })

  it('open settling goes on until the time of the operator’s notice, then it works alone again', async () => {
    const { bob, carol, chain, core } = world
    await carol.deposit(200_000_000n)
    const from = (await chain.nowSec()) + 2 * HOUR_SEC
    const notice = { to: core.settlement, abi: settlementAbi as Abi, functionName: 'noticeNormal', args: [from] }
    await chain.fund(privateKeyToAddress(localKey('operator')))
    await chain.send(localKey('operator'), notice)

    const during = await settle('during.json', [await world.issuer.sellPrimary({ lane: 2, flags: OPEN })])
    await world.passTime(2 * HOUR_SEC)
    const afterwards = await settle('after.json', [await bob.buy({ price: PRICE, lane: 4, flags: OPEN })])

    assert.deepEqual([during.code, outcomes(during.lines)], [0, ['FILLED']])
    assert.equal(afterwards.code, 1)
    assert.match(afterwards.lines.join('\n'), /^The operator works/)
  })

  it('says which order of a file is wrong, and what it can do', async () => {
    const order = await world.bob.buy({ flags: OPEN })
    const wrong = { ...order, order: { ...order.order, lane: 128 } }
    const refused = await world.run(world.carol.key, 'settle', world.fileOf('wrong.json', [wrong])).ended
    const missing = await world.run(world.carol.key, 'settle', 'no-such-file.json').ended
    const lost = await world.run(world.carol.key, 'travel').ended
    assert.deepEqual([refused.code, missing.code, lost.code], [1, 1, 1])
    assert.match(refused.lines.join('\n'), /orders\.0\.order\.lane/)
    assert.match(missing.lines.join('\n'), /^FILE_UNREADABLE: /)
    assert.match(lost.lines.join('\n'), /^USAGE: Usage/)
  })
})
