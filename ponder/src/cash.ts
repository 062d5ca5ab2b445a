import { ponder } from 'ponder:registry'
import { cashTransfer, deposit, exitRequest, feeCollection, withdrawal } from 'ponder:schema'
import { moneyOf } from './assets.ts'
import { cashTransferEntry, depositEntry, feeCollectionEntry, withdrawalEntry } from './ledger/money-entries.ts'
import { post } from './ledger/post.ts'
import { addCash, changeAccount, logRow } from './rows.ts'
import { addFees } from './trades.ts'

ponder.on('Settlement:Deposited', async ({ event, context }) => {
  const { account, amount } = event.args
  await context.db.insert(deposit).values({ ...logRow(event, context), account, amountUsdc6: amount })
  await addCash(event, context, account, amount)
  await post({ event, context, name: 'Deposited' }, depositEntry(account, amount, moneyOf(context)))
})

ponder.on('Settlement:Withdrawn', async ({ event, context }) => {
  const { account, to: recipient, amount } = event.args
  await context.db.insert(withdrawal).values({ ...logRow(event, context), account, recipient, amountUsdc6: amount })
  await addCash(event, context, account, -amount)
  await post({ event, context, name: 'Withdrawn' }, withdrawalEntry(account, amount, moneyOf(context)))
})

ponder.on('Settlement:CashTransferred', async ({ event, context }) => {
  const { from, to, amount } = event.args
  await context.db.insert(cashTransfer).values({ ...logRow(event, context), from, to, amountUsdc6: amount })
  await addCash(event, context, from, -amount)
  await addCash(event, context, to, amount)
  await post({ event, context, name: 'CashTransferred' }, cashTransferEntry(from, to, amount, moneyOf(context)))
})

ponder.on('Settlement:FeesCollected', async ({ event, context }) => {
  const { to: recipient, amount } = event.args
  await context.db.insert(feeCollection).values({ ...logRow(event, context), recipient, amountUsdc6: amount })
  await addFees(context, -amount)
  await addCash(event, context, recipient, amount)
  await post({ event, context, name: 'FeesCollected' }, feeCollectionEntry(recipient, amount, moneyOf(context)))
})

ponder.on('Settlement:ExitRequested', async ({ event, context }) => {
  const { account, maturesAt, lapsesAt } = event.args
  await context.db.insert(exitRequest).values({ ...logRow(event, context), account, maturesAt, lapsesAt })
  await changeAccount(event, context, account, { exitMaturesAt: maturesAt, exitLapsesAt: lapsesAt })
})
