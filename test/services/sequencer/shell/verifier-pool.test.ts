import { strict as assert } from 'node:assert'
import { after, before, describe, it } from 'node:test'
import { privateKeyToAccount } from 'viem/accounts'
import { VerifierPool } from '../../../../relayer/sequencer/admission/verifier-pool.ts'
import type { SignedOrder } from '../../../../relayer/sequencer/admission/verify-message.ts'
import { MAX_VERIFY_BATCH, MAX_VERIFY_QUEUE } from '../../../../relayer/sequencer/limits.ts'
import { domainOf } from '../../../../sdk/src/typed-data/domain.ts'
import { hashOrder, type Order } from '../../../../sdk/src/typed-data/order.ts'

const domain = domainOf('settlement', 719_719, '0x5FbDB2315678afecb367f032d93F642f64180aa3')
/** No worker can start with it. */
const UNUSABLE = { ...domain, verifyingContract: '0x00' } as const
const mustNotBreak = (error: unknown) => assert.fail(`all workers died: ${error}`)
const account = privateKeyToAccount(`0x${'11'.repeat(32)}`)

/**
 * ├── given orders of many requests: each request gets its own answers, in order, however the orders were shared out
 * ├── given more orders than may wait: refused at once
 * ├── given a worker that dies: what it was checking is told to be lost
 * └── given workers that do nothing but die: told once
 */
describe('the pool of signature checkers', () => {
  let pool: VerifierPool
  before(() => {
    pool = new VerifierPool(domain, 2, mustNotBreak)
  })
  after(() => pool.close())

  it('answers each request with its own orders, in order', async () => {
    const sizes = [1, 3, MAX_VERIFY_BATCH, 2, 2 * MAX_VERIFY_BATCH + 1]
    const requests = await Promise.all(sizes.map((size, i) => signedOrders(size, 1_000 * i)))
    const answers = await Promise.all(requests.map((orders) => pool.verify(orders)))
    assert.deepEqual(
      answers.map((verified) => verified.map(({ digest }) => digest)),
      requests.map((orders) => orders.map(({ order }) => hashOrder(domain, order))),
    )
    const signers = new Set(answers.flat().map(({ signed }) => signed?.signer))
    assert.deepEqual([...signers], [account.address.toLowerCase()])
  })

  it('tells how many it has checked and what processor time that took', async () => {
    const before = pool.usage
    await pool.verify(await signedOrders(20, 0))
    assert.equal(pool.usage.orders - before.orders, 20)
    assert.ok(pool.usage.cpuSeconds > before.cpuSeconds)
  })

  it('refuses what would wait too long with ORDER_QUEUE_FULL', async () => {
    const [one] = await signedOrders(1, 0)
    const many = Array.from({ length: MAX_VERIFY_QUEUE + 1 }, () => one as SignedOrder)
    assert.throws(() => pool.verify(many), { code: 'ORDER_QUEUE_FULL' })
  })

  it('tells ORDER_CHECK_LOST when a worker dies', async () => {
    const broken = new VerifierPool(UNUSABLE, 1, mustNotBreak)
    await assert.rejects(broken.verify(await signedOrders(1, 0)), { code: 'ORDER_CHECK_LOST' })
    await broken.close()
  })

  it('tells once that all its workers die', async () => {
    const told = Promise.withResolvers<unknown>()
    let times = 0
    const broken = new VerifierPool(UNUSABLE, 2, (error) => {
      times++
      told.resolve(error)
    })
    assert.ok((await told.promise) instanceof Error)
    await broken.close()
    assert.equal(times, 1)
  })
})

function signedOrders(count: number, firstSeq: number): Promise<SignedOrder[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => signedOrder(firstSeq + i)))
}

async function signedOrder(seq: number): Promise<SignedOrder> {
  const order: Order = {
    account: account.address,
    series: 1,
    flags: 0,
    price: 45_000_000n,
    quantity: 1,
    lane: 0,
    seq,
    epoch: 0,
    expiry: 1_800_000_000,
    maxFeeBps: 50,
    minResalesLeft: 0,
    unitId: 0n,
  }
  return { order, signature: await account.sign({ hash: hashOrder(domain, order) }) }
}
