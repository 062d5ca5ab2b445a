import { ponder } from 'ponder:registry'
import { passkey, passkeyAccount, passkeyChange } from 'ponder:schema'
import type { Address, Hex } from 'viem'
import { blockTime, type IndexContext, type LogEvent, logRow } from './rows.ts'

type AccountChange = Partial<Omit<typeof passkeyAccount.$inferInsert, 'chainId' | 'address'>>
type Change = Pick<typeof passkeyChange.$inferInsert, 'change' | 'keyId' | 'guardian' | 'readyAt'>

const NO_RECOVERY = {
  recoveryKeyId: null,
  recoveryX: null,
  recoveryY: null,
  recoveryRequestedAt: null,
  recoveryReadyAt: null,
} as const

ponder.on('AccountRegistry:PasskeyAdded', async ({ event, context }) => {
  const { account, keyId, x, y, generation } = event.args
  await addPasskey(event, context, account, { keyId, x, y, generation })
  await record(event, context, account, { change: 'added', keyId })
})

ponder.on('AccountRegistry:PasskeyRemoved', async ({ event, context }) => {
  const { account, keyId, generation } = event.args
  const removed = { generation, removedAt: blockTime(event) }
  // The one that an account is born with was never announced.
  await context.db
    .insert(passkey)
    .values({ chainId: context.chain.id, account, keyId, ...removed })
    .onConflictDoUpdate(removed)
  await record(event, context, account, { change: 'removed', keyId })
})

ponder.on('AccountRegistry:GuardianSet', async ({ event, context }) => {
  const { account, guardian } = event.args
  await record(event, context, account, { change: 'guardian_set', guardian }, { guardian })
})

ponder.on('AccountRegistry:RecoveryRequested', async ({ event, context }) => {
  const { account, guardian, keyId, x, y, readyAt } = event.args
  const running = { recoveryKeyId: keyId, recoveryX: x, recoveryY: y, recoveryReadyAt: readyAt }
  const requested = { ...running, recoveryRequestedAt: blockTime(event) }
  await record(event, context, account, { change: 'recovery_requested', keyId, guardian, readyAt }, requested)
})

ponder.on('AccountRegistry:RecoveryVetoed', async ({ event, context }) => {
  await record(event, context, event.args.account, { change: 'recovery_vetoed' }, NO_RECOVERY)
})

ponder.on('AccountRegistry:RecoveryCompleted', async ({ event, context }) => {
  const { account, keyId, generation } = event.args
  const asked = await context.db.find(passkeyAccount, { chainId: context.chain.id, address: account })
  const key = { keyId, x: asked?.recoveryX ?? null, y: asked?.recoveryY ?? null, generation }
  await addPasskey(event, context, account, key)
  await record(event, context, account, { change: 'recovery_completed', keyId }, { ...NO_RECOVERY, generation })
})

ponder.on('AccountRegistry:AccountDeployed', async ({ event, context }) => {
  const { account, keyId } = event.args
  await record(event, context, account, { change: 'deployed', keyId }, { deployedAt: blockTime(event) })
})

async function addPasskey(
  event: LogEvent,
  context: IndexContext,
  account: Address,
  { keyId, ...key }: { keyId: Hex; x: Hex | null; y: Hex | null; generation: number },
): Promise<void> {
  const added = { ...key, addedAt: blockTime(event), removedAt: null }
  await context.db
    .insert(passkey)
    .values({ chainId: context.chain.id, account, keyId, ...added })
    .onConflictDoUpdate(added)
}

/** Writes down what happened and what the account's row becomes by it. */
async function record(
  event: LogEvent,
  context: IndexContext,
  account: Address,
  change: Change,
  row: AccountChange = {},
): Promise<void> {
  await context.db.insert(passkeyChange).values({ ...logRow(event, context), account, ...change })
  const key = { chainId: context.chain.id, address: account }
  await context.db.insert(passkeyAccount).values(key).onConflictDoNothing()
  if (Object.keys(row).length > 0) await context.db.update(passkeyAccount, key).set(row)
}
