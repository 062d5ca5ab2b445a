import { ponder } from 'ponder:registry'
import { sessionEnd, sessionKey, sessionUse } from 'ponder:schema'
import { blockTime, logRow, lower } from './rows.ts'

ponder.on('AccountRegistry:SessionRegistered', async ({ event, context }) => {
  const { account, key, number, session } = event.args
  const kind: 'secp256k1' | 'p256' = session.kind === 0 ? 'secp256k1' : 'p256'
  const row = {
    number,
    kind,
    expiresAt: session.expiry,
    windowSec: session.window,
    windowLimitUsdc6: session.windowLimit,
    totalLimitUsdc6: session.totalLimit,
    functions: session.targets.map((target, index) => `${lower(target)}:${session.selectors[index]}`),
    recipients: session.recipients.map(lower),
    series: [...session.series],
    spentUsdc6: 0n,
    spentInWindowUsdc6: 0n,
    windowEndsAt: null,
    registeredAt: blockTime(event),
    revokedAt: null,
  }
  await context.db
    .insert(sessionKey)
    .values({ chainId: context.chain.id, account, key, ...row })
    .onConflictDoUpdate(row)
})

ponder.on('AccountRegistry:SessionRevoked', async ({ event, context }) => {
  const { account, key } = event.args
  await context.db.update(sessionKey, { chainId: context.chain.id, account, key }).set({ revokedAt: blockTime(event) })
})

ponder.on('AccountRegistry:SessionsEnded', async ({ event, context }) => {
  const { account, number } = event.args
  const row = { number, endedAt: blockTime(event) }
  await context.db
    .insert(sessionEnd)
    .values({ chainId: context.chain.id, account, ...row })
    .onConflictDoUpdate(row)
})

ponder.on('AccountRegistry:SessionUsed', async ({ event, context }) => {
  const { account, key, target, selector, amount, spent, spentInWindow, windowEndsAt } = event.args
  await context.db
    .insert(sessionUse)
    .values({ ...logRow(event, context), account, key, target, selector, amountUsdc6: amount })
  // A use of nothing writes nothing on chain, so its window has not begun.
  if (amount === 0n) return
  await context.db
    .update(sessionKey, { chainId: context.chain.id, account, key })
    .set({ spentUsdc6: spent, spentInWindowUsdc6: spentInWindow, windowEndsAt })
})
