import { type Context, ponder } from 'ponder:registry'
import { guaranteeMove, issuer } from 'ponder:schema'
import type { Address, Hex } from 'viem'
import { moneyOf } from './assets.ts'
import { guaranteeDepositEntry, guaranteeOutEntry } from './ledger/money-entries.ts'
import { post } from './ledger/post.ts'
import { type LogEvent, logRow } from './rows.ts'

interface Move {
  move: 'deposited' | 'withdrawn' | 'drawn'
  counterparty: Address
  amountUsdc6: bigint
  reasonHash?: Hex
}

ponder.on('IssuerTreasury:GuaranteeDeposited', async ({ event, context }) => {
  const { issuer: address, from, amount } = event.args
  await store(event, context, address, { move: 'deposited', counterparty: from, amountUsdc6: amount })
  await post({ event, context, name: 'GuaranteeDeposited' }, guaranteeDepositEntry(address, amount, moneyOf(context)))
})

ponder.on('IssuerTreasury:GuaranteeWithdrawn', async ({ event, context }) => {
  const { issuer: address, amount } = event.args
  await store(event, context, address, { move: 'withdrawn', counterparty: address, amountUsdc6: amount })
  await post({ event, context, name: 'GuaranteeWithdrawn' }, guaranteeOutEntry(address, amount, moneyOf(context)))
})

ponder.on('IssuerTreasury:GuaranteeDrawn', async ({ event, context }) => {
  const { issuer: address, to, amount, reasonHash } = event.args
  await store(event, context, address, { move: 'drawn', counterparty: to, amountUsdc6: amount, reasonHash })
  await post({ event, context, name: 'GuaranteeDrawn' }, guaranteeOutEntry(address, amount, moneyOf(context)))
})

async function store(
  event: LogEvent,
  context: Pick<Context, 'db' | 'chain'>,
  address: Address,
  move: Move,
): Promise<void> {
  const changeUsdc6 = move.move === 'deposited' ? move.amountUsdc6 : -move.amountUsdc6
  await context.db.insert(guaranteeMove).values({ ...logRow(event, context), issuer: address, ...move })
  await context.db
    .insert(issuer)
    .values({ chainId: context.chain.id, address, guaranteeUsdc6: changeUsdc6 })
    .onConflictDoUpdate((row) => ({ guaranteeUsdc6: row.guaranteeUsdc6 + changeUsdc6 }))
}
