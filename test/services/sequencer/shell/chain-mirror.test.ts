import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { type Hex, keccak256, toHex } from 'viem'
import { createLogger } from '../../../../kit/log.ts'
import { ChainMirror } from '../../../../relayer/sequencer/chain/chain-mirror.ts'
import type { ChainReader, Header } from '../../../../relayer/sequencer/chain/chain-reader.ts'
import type { CoreLog } from '../../../../relayer/sequencer/chain/core-log.ts'

const ACCOUNT = '0x00000000000000000000000000000000000000aa'
const log = createLogger('test', 'silent')

describe('the chain mirror', () => {
  it('counts every block’s deposit once', async () => {
    const chain = new ScriptedChain(40)
    const mirror = new ChainMirror({ reader: chain, log }, 0n)
    await mirror.sync(0)
    await mirror.sync(0)
    assert.equal(mirror.state.cash.get(ACCOUNT), 40n)
  })

  for (const depth of [1, 12, 30]) {
    it(`takes back ${depth} blocks of a reorg`, async () => {
      const chain = new ScriptedChain(40)
      const mirror = new ChainMirror({ reader: chain, log }, 0n)
      await mirror.sync(0)
      chain.fork(depth, { blocks: depth + 1, amount: 3n })
      await mirror.sync(0)
      assert.equal(mirror.state.cash.get(ACCOUNT), 40n - BigInt(depth) + 3n * BigInt(depth + 1))
    })
  }

  it('replays from the first block when a reorg goes deeper than it can take back', async () => {
    const chain = new ScriptedChain(60)
    const mirror = new ChainMirror({ reader: chain, log }, 0n)
    await mirror.sync(0)
    chain.fork(50, { blocks: 51, amount: 3n })
    await mirror.sync(0)
    assert.equal(mirror.state.cash.get(ACCOUNT), 10n + 153n)
  })

  it('follows a chain that has become shorter', async () => {
    const chain = new ScriptedChain(40)
    const mirror = new ChainMirror({ reader: chain, log }, 0n)
    await mirror.sync(0)
    chain.fork(5, { blocks: 0, amount: 0n })
    await mirror.sync(0)
    assert.deepEqual([mirror.head?.number, mirror.state.cash.get(ACCOUNT)], [34n, 35n])
  })

  it('reads old blocks in ranges with the same result', async () => {
    const chain = new ScriptedChain(5_000)
    const mirror = new ChainMirror({ reader: chain, log }, 0n)
    await mirror.sync(0)
    assert.equal(mirror.state.cash.get(ACCOUNT), 5_000n)
    assert.ok(chain.calls < 200)
  })

  it('continues from a checkpoint only on the chain that it belongs to', async () => {
    const chain = new ScriptedChain(40)
    const mirror = new ChainMirror({ reader: chain, log }, 0n)
    await mirror.sync(0)
    const checkpoint = mirror.checkpoint()
    assert.ok(checkpoint)
    assert.equal(await new ChainMirror({ reader: chain, log }, 0n).restore(checkpoint), true)
    chain.fork(1, { blocks: 2, amount: 3n })
    assert.equal(await new ChainMirror({ reader: chain, log }, 0n).restore(checkpoint), false)
  })

  it('tells whom the new blocks touched, and that some were taken back', async () => {
    const chain = new ScriptedChain(40)
    const mirror = new ChainMirror({ reader: chain, log }, 0n)
    await mirror.sync(0)
    const updates: { accounts: string[]; rolledBack: boolean }[] = []
    mirror.onUpdate(({ accounts, rolledBack }) => updates.push({ accounts: [...accounts], rolledBack }))
    chain.fork(2, { blocks: 3, amount: 1n })
    await mirror.sync(0)
    await mirror.sync(0)
    assert.deepEqual(updates, [
      { accounts: [ACCOUNT], rolledBack: true },
      { accounts: [], rolledBack: false },
    ])
  })
})

interface Block {
  header: Header
  amount: bigint
}

/** A node whose every block holds one deposit, and that can be made to change its mind. */
class ScriptedChain implements ChainReader {
  calls = 0
  #blocks: Block[] = []
  #forks = 0

  constructor(blocks: number) {
    this.#extend(blocks, 1n)
  }

  /** Drops the last blocks and puts others in their place. */
  fork(depth: number, { blocks, amount }: { blocks: number; amount: bigint }): void {
    this.#blocks.splice(this.#blocks.length - depth)
    this.#forks++
    this.#extend(blocks, amount)
  }

  async latest(): Promise<Header> {
    const last = this.#blocks.at(-1)
    if (!last) throw new Error('no block')
    return last.header
  }

  async headerAt(number: bigint): Promise<Header | undefined> {
    this.calls++
    return this.#blocks[Number(number)]?.header
  }

  async logsBetween(from: bigint, to: bigint): Promise<CoreLog[]> {
    this.calls++
    return this.#blocks.slice(Number(from), Number(to) + 1).map(depositOf)
  }

  async logsOf({ hash }: Header): Promise<CoreLog[]> {
    this.calls++
    return this.#blocks.filter(({ header }) => header.hash === hash).map(depositOf)
  }

  async depths({ number }: Header) {
    return { safe: number - 2n, final: number - 30n }
  }

  #extend(count: number, amount: bigint): void {
    for (let i = 0; i < count; i++) {
      const number = this.#blocks.length
      const parentHash: Hex = this.#blocks.at(-1)?.header.hash ?? '0x'
      const hash = keccak256(toHex(`${number} of fork ${this.#forks}`))
      this.#blocks.push({ header: { number: BigInt(number), hash, parentHash, timestampSec: number }, amount })
    }
  }
}

function depositOf({ header, amount }: Block): CoreLog {
  const place = { blockNumber: header.number, blockHash: header.hash, transactionIndex: 0, logIndex: 0 }
  return { eventName: 'Deposited', args: { account: ACCOUNT, amount }, ...place }
}
