import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import { type Address, createPublicClient, custom, type Hex } from 'viem'
import type { TradeRecord } from '../../../../sdk/src/batch/decode-records.ts'
import { type BatchOrder, type BatchTrade, encodeBatch } from '../../../../sdk/src/batch/encode-batch.ts'
import { batchScope } from '../../../../sdk/src/settle/batch-scope.ts'
import { applyChanges } from '../../../../sdk/src/settle/changes.ts'
import { readState } from '../../../../sdk/src/settle/read-state.ts'
import { settle } from '../../../../sdk/src/settle/settle.ts'
import { deployDesk } from '../desk.ts'
import { connection, DAY, networkHelpers, PRODUCT, recordsOf } from '../fixture.ts'

/**
 * The desk with a `play` that settles a batch in the core and, from nothing but the views of the block before, in the twin: they agree on
 * every outcome and on all that the batch touched.
 */
export async function deployStage() {
  const desk = await deployDesk()
  const { settlement, operator } = desk
  // Without viem's cache of the newest block number, which would be the one before.
  const client = createPublicClient({ transport: custom(connection.provider), cacheTime: 0 })
  const core = {
    settlement: desk.address,
    brake: (await desk.brake.getAddress()) as Address,
    product: PRODUCT,
  }

  async function play(orders: readonly BatchOrder[], trades: readonly BatchTrade[]): Promise<TradeRecord[]> {
    const { batchNo } = await settlement.batchState()
    const data = encodeBatch({ batchNo: batchNo + 1n, journalHead: ZeroHash as Hex, orders, trades })
    const receipt = await (await settlement.connect(operator).settle(data)).wait()
    if (!receipt) throw new Error('the batch was not mined')

    const atSec = await networkHelpers.time.latest()
    const block = BigInt(receipt.blockNumber)
    const day = Math.floor(atSec / DAY)
    const scope = batchScope(data)
    const before = await readState(client, core, scope, { blockNumber: block - 1n, day })
    const told = await settle(before, { data, caller: operator.address as Address, atSec })
    if (told.kind === 'reverted') throw new Error(`the twin reverts: ${told.error.name}`)

    const records = recordsOf(settlement.interface, receipt.logs)
    expect(told.records).to.deep.equal(records)
    const tokenIds = [...new Set([...scope.tokenIds, ...told.changes.units.keys()])]
    const after = await readState(client, core, { ...scope, tokenIds }, { blockNumber: block, day })
    expect(applyChanges(before, told.changes)).to.deep.equal(after)
    return records
  }

  /** The money inside of each, and the fees accrued. */
  async function balances() {
    const { issuer, alice, bob, carol, cashOf } = desk
    return {
      issuer: await cashOf(issuer),
      alice: await cashOf(alice),
      bob: await cashOf(bob),
      carol: await cashOf(carol),
      fees: await settlement.accruedFees(),
    }
  }
  return { ...desk, play, balances }
}
