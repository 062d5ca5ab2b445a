import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import type { Hex } from 'viem'
import type { TradeRecord } from '../../../../sdk/src/batch/decode-records.ts'
import { type BatchOrder, type BatchTrade, encodeBatch } from '../../../../sdk/src/batch/encode-batch.ts'
import { applyChanges } from '../../../../sdk/src/settle/changes.ts'
import { settle } from '../../../../sdk/src/settle/settle.ts'
import { deployDesk } from '../desk.ts'
import { DAY, networkHelpers, recordsOf, SERIES } from '../fixture.ts'
import { type ReadScope, readState } from '../twin/read-state.ts'

/** Lanes that the scenarios use. */
const LANES = [0, 1, 5]

/** The desk with a `play` that settles a batch in the core and in the twin, and expects them to agree on every outcome and all state. */
export async function deployStage() {
  const desk = await deployDesk()
  const { settlement, operator } = desk
  const people = [desk.issuer, desk.alice, desk.bob, desk.carol]

  async function play(orders: readonly BatchOrder[], trades: readonly BatchTrade[]): Promise<TradeRecord[]> {
    const atSec = (await networkHelpers.time.latest()) + 1
    const days = [Math.floor(atSec / DAY)]
    const scope: ReadScope = { accounts: people.map(({ address }) => address), series: [SERIES], lanes: LANES, days }
    const before = await readState(desk, scope)
    const batchNo = before.batch.batchNo + 1n
    const data = encodeBatch({ batchNo, journalHead: ZeroHash as Hex, orders, trades })

    const told = await settle(before, { data, caller: before.operator, atSec })
    await networkHelpers.time.setNextBlockTimestamp(atSec)
    const receipt = await (await settlement.connect(operator).settle(data)).wait()

    if (told.kind === 'reverted') throw new Error(`the twin reverts: ${told.error.name}`)
    const records = recordsOf(settlement.interface, receipt?.logs ?? [])
    expect(told.records).to.deep.equal(records)
    expect(applyChanges(before, told.changes)).to.deep.equal(await readState(desk, scope))
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
