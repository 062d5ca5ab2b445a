import { ponder } from 'ponder:registry'
import { tokenAllowance, tokenAuthorization, tokenBalance, tokenTransfer } from 'ponder:schema'
import type { Address } from 'viem'
import { holdersOf, moneyOf } from './assets.ts'
import { tokenTransferEntry } from './ledger/money-entries.ts'
import { post } from './ledger/post.ts'
import { blockTime, type IndexContext, logRow } from './rows.ts'

ponder.on('MoneyToken:Transfer', async ({ event, context }) => {
  const { from, to, value: amount } = event.args
  const token = event.log.address
  await context.db.insert(tokenTransfer).values({ ...logRow(event, context), token, from, to, amountUsdc6: amount })
  await addBalance(context, token, from, -amount)
  await addBalance(context, token, to, amount)
  const place = { asset: moneyOf(context), holders: holdersOf(context) }
  await post({ event, context, name: 'Transfer' }, tokenTransferEntry({ from, to, amount }, place))
})

async function addBalance(context: IndexContext, token: Address, account: Address, amountUsdc6: bigint): Promise<void> {
  await context.db
    .insert(tokenBalance)
    .values({ chainId: context.chain.id, token, account, amountUsdc6 })
    .onConflictDoUpdate((row) => ({ amountUsdc6: row.amountUsdc6 + amountUsdc6 }))
}

ponder.on('MoneyToken:Approval', async ({ event, context }) => {
  const { owner, spender, value: amountUsdc6 } = event.args
  await context.db
    .insert(tokenAllowance)
    .values({ chainId: context.chain.id, token: event.log.address, owner, spender, amountUsdc6 })
    .onConflictDoUpdate({ amountUsdc6 })
})

const STATUSES = { AuthorizationUsed: 'used', AuthorizationCanceled: 'cancelled' } as const
for (const name of ['AuthorizationUsed', 'AuthorizationCanceled'] as const) {
  ponder.on(`MoneyToken:${name}`, async ({ event, context }) => {
    const { authorizer, nonce } = event.args
    await context.db.insert(tokenAuthorization).values({
      chainId: context.chain.id,
      token: event.log.address,
      authorizer,
      nonce,
      status: STATUSES[name],
      transactionHash: event.transaction.hash,
      recordedAt: blockTime(event),
    })
  })
}
