import type { ContractTransactionResponse } from 'ethers'
import { deployDesk, REFUND_WINDOW } from '../contracts/settlement/desk.ts'
import { keyOf } from '../contracts/settlement/desk-signing.ts'
import { DAY, networkHelpers, SERIES } from '../contracts/settlement/fixture.ts'
import { measurePasskeys } from './passkey-gas.ts'

type Desk = Awaited<ReturnType<typeof deployDesk>> & { tokenId: bigint; day: number }
type Action = (desk: Desk) => Promise<ContractTransactionResponse>

const BATCH_SIZE = 20

/** Gas of one action of a person or of anyone, by transaction, with intrinsic gas and calldata. */
export async function measureActions(): Promise<Record<string, number>> {
  const figures: Record<string, number> = {}
  for (const [name, action] of Object.entries(actions)) {
    const receipt = await (await action(await openDesk())).wait()
    if (!receipt) throw new Error(`${name} has no receipt`)
    figures[name] = Number(receipt.gasUsed)
  }
  figures.intentInBatch = Math.round(await batchOfExits())
  return { ...figures, ...(await measurePasskeys()) }
}

/** Alice owns a first-hand unit outside the market; her account, day and fees have been written before. */
async function openDesk(): Promise<Desk> {
  const desk = await deployDesk()
  const [tokenId = 0n] = await desk.buyFirst(desk.alice, 2)
  return { ...desk, tokenId, day: await desk.daySoldOf(tokenId) }
}

const actions: Record<string, Action> = {
  depositBySig: async ({ settlement, token, alice, depositArgs }) => {
    await token.mint(alice, 100n)
    return settlement.depositBySig(...(await depositArgs(alice, 100n)))
  },
  transferCashBySig: async ({ settlement, alice, bob, consented }) => {
    const consents = await consented(alice, 'TransferCash', { to: bob.address, amount: 5n, data: '0x' })
    return settlement.transferCashBySig(bob, 5n, '0x', ...consents)
  },
  registerKeyBySig: async ({ settlement, alice, bystander, authOf, possessionOf }) => {
    const key = keyOf(bystander.address, 1)
    const proof = await possessionOf(bystander, alice.address, 1)
    return settlement.registerKeyBySig(key, proof, await authOf(alice, 'RegisterKey', key))
  },
  changeKeyBySig: async ({ settlement, alice, bystander, consented, possessionOf }) => {
    const key = keyOf(bystander.address)
    const proof = await possessionOf(bystander, alice.address, 0)
    return settlement.changeKeyBySig(key, proof, ...(await consented(alice, 'RequestKeyChange', key)))
  },
  requestCancelBySig: async ({ settlement, alice, authOf }) =>
    settlement.requestCancelBySig(0, 1, await authOf(alice, 'RequestCancel', { lane: 0, seq: 1 })),
  applyChange: async ({ settlement, alice }) => {
    await settlement.connect(alice).requestCancel(0, 1)
    await networkHelpers.time.increase(60)
    return settlement.applyChange(alice, 16)
  },
  cancelAllBySig: async ({ settlement, alice, consented }) =>
    settlement.cancelAllBySig(...(await consented(alice, 'RequestCancelAll', {}))),
  voidWithReceipt: async ({ settlement, alice, receiptOf }) =>
    settlement.voidWithReceipt(...(await receiptOf(alice.address, 0, 1, 2))),
  requestExitBySig: async ({ settlement, alice, authOf }) =>
    settlement.requestExitBySig(await authOf(alice, 'RequestExit', {})),
  withdraw: async ({ settlement, alice, tokenId }) => {
    await settlement.connect(alice).enterMarket([tokenId])
    await settlement.connect(alice).requestExit()
    await networkHelpers.time.increase(60)
    return settlement.withdraw(alice, [tokenId])
  },
  withdrawBySig: async ({ settlement, alice, consented }) =>
    settlement.withdrawBySig(5n, ...(await consented(alice, 'Withdraw', { amount: 5n }))),
  enterMarketBySig: async ({ settlement, alice, tokenId, authOf }) =>
    settlement.enterMarketBySig([tokenId], await authOf(alice, 'EnterMarket', { tokenIds: [tokenId] })),
  leaveMarketBySig: async ({ settlement, alice, tokenId, consented }) => {
    await settlement.connect(alice).enterMarket([tokenId])
    return settlement.leaveMarketBySig([tokenId], ...(await consented(alice, 'LeaveMarket', { tokenIds: [tokenId] })))
  },
  transferUnitBySig: async ({ settlement, alice, bob, tokenId, authOf }) => {
    const auth = await authOf(alice, 'TransferUnit', { to: bob.address, tokenId, data: '0x' })
    return settlement.transferUnitBySig(bob, tokenId, '0x', auth)
  },
  refundBySig: async ({ settlement, alice, tokenId, authOf }) =>
    settlement.refundBySig(tokenId, await authOf(alice, 'Refund', { tokenId })),
  redeem: async ({ settlement, carol, tokenId }) => settlement.redeem(tokenId, carol),
  release: async ({ settlement, day }) => {
    await networkHelpers.time.increaseTo((day + 1) * DAY + REFUND_WINDOW)
    return settlement.release(SERIES, day)
  },
}

/** One intent of twenty in a batch: exits of one account, of which the first one writes. */
async function batchOfExits(): Promise<number> {
  const { settlement, intents, alice, authOf } = await openDesk()
  const items: string[] = []
  for (let i = 0; i < BATCH_SIZE; i++) {
    const auth = await authOf(alice, 'RequestExit', {}, { nonce: BigInt(i) })
    items.push(settlement.interface.encodeFunctionData('requestExitBySig', [auth]))
  }
  const receipt = await (await intents.executeIntents(items)).wait()
  return Number(receipt?.gasUsed ?? 0n) / BATCH_SIZE
}
