import { type Context, ponder } from 'ponder:registry'
import { makerDeposit, makerDepositChange } from 'ponder:schema'
import type { Address, Hex } from 'viem'
import { moneyOf } from './assets.ts'
import { makerDepositEntry, makerDepositOutEntry } from './ledger/money-entries.ts'
import { post } from './ledger/post.ts'
import { type LogEvent, logRow } from './rows.ts'

interface Change {
  change: NonNullable<(typeof makerDepositChange.$inferInsert)['change']>
  counterparty?: Address
  amountUsdc6?: bigint
  maturesAt?: number
  reasonHash?: Hex
  by?: Address
}
type Standing = Partial<Omit<typeof makerDeposit.$inferInsert, 'chainId' | 'address' | 'amountUsdc6'>>

ponder.on('MarketMakerDeposits:MakerDepositReceived', async ({ event, context }) => {
  const { maker, from, amount } = event.args
  await record(event, context, maker, { change: 'received', counterparty: from, amountUsdc6: amount })
  await stand(context, maker, amount)
  await post({ event, context, name: 'MakerDepositReceived' }, makerDepositEntry(maker, amount, moneyOf(context)))
})

ponder.on('MarketMakerDeposits:MakerWithdrawalRequested', async ({ event, context }) => {
  const { maker, maturesAt } = event.args
  await record(event, context, maker, { change: 'withdrawal_requested', maturesAt })
  await stand(context, maker, 0n, { withdrawalMaturesAt: maturesAt })
})

ponder.on('MarketMakerDeposits:MakerWithdrawalVoided', async ({ event, context }) => {
  const { maker } = event.args
  await record(event, context, maker, { change: 'withdrawal_voided' })
  await stand(context, maker, 0n, { withdrawalMaturesAt: null })
})

ponder.on('MarketMakerDeposits:MakerDepositWithdrawn', async ({ event, context }) => {
  const { maker, amount } = event.args
  await record(event, context, maker, { change: 'withdrawn', counterparty: maker, amountUsdc6: amount })
  await stand(context, maker, -amount, { withdrawalMaturesAt: null })
  await post({ event, context, name: 'MakerDepositWithdrawn' }, makerDepositOutEntry(maker, amount, moneyOf(context)))
})

ponder.on('MarketMakerDeposits:MakerClaimOpened', async ({ event, context }) => {
  const { maker, amount, maturesAt, reasonHash, by } = event.args
  await record(event, context, maker, { change: 'claim_opened', amountUsdc6: amount, maturesAt, reasonHash, by })
  await stand(context, maker, 0n, { claimState: 'open', claimUsdc6: amount, claimMaturesAt: maturesAt })
})

ponder.on('MarketMakerDeposits:MakerClaimDismissed', async ({ event, context }) => {
  const { maker, reasonHash, by } = event.args
  await record(event, context, maker, { change: 'claim_dismissed', reasonHash, by })
  await stand(context, maker, 0n, { claimState: 'dismissed', claimMaturesAt: null })
})

ponder.on('MarketMakerDeposits:MakerClaimTaken', async ({ event, context }) => {
  const { maker, beneficiary, amount } = event.args
  await record(event, context, maker, { change: 'claim_taken', counterparty: beneficiary, amountUsdc6: amount })
  await stand(context, maker, -amount, { claimState: 'taken', claimMaturesAt: null })
  await post({ event, context, name: 'MakerClaimTaken' }, makerDepositOutEntry(maker, amount, moneyOf(context)))
})

async function record(event: LogEvent, context: Pick<Context, 'db' | 'chain'>, maker: Address, change: Change) {
  await context.db.insert(makerDepositChange).values({ ...logRow(event, context), maker, ...change })
}

async function stand(
  context: Pick<Context, 'db' | 'chain'>,
  address: Address,
  changeUsdc6: bigint,
  standing: Standing = {},
): Promise<void> {
  await context.db
    .insert(makerDeposit)
    .values({ chainId: context.chain.id, address, amountUsdc6: changeUsdc6, ...standing })
    .onConflictDoUpdate((row) => ({ amountUsdc6: row.amountUsdc6 + changeUsdc6, ...standing }))
}
