import { boolean, integer, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { addressText, hashText, hexText, integer64, uint256 } from './columns.ts'

const TRANSACTION_KINDS = ['settlement', 'intents', 'noop', 'refill'] as const
export type TransactionKind = (typeof TRANSACTION_KINDS)[number]

/** queued: no nonce yet; prepared: signed and stored; broadcast: a node took it; failed: can never land. */
const TRANSACTION_STATES = ['queued', 'prepared', 'broadcast', 'mined', 'safe', 'final', 'failed'] as const

const INTENT_STATES = ['queued', 'submitted', 'executed', 'failed', 'refused'] as const
export type IntentState = (typeof INTENT_STATES)[number]

const relayerSchema = pgSchema('relayer')

/** The chain this database belongs to, told apart by its first block. */
export const chains = relayerSchema.table('chain', {
  chainId: integer64('chain_id').primaryKey(),
  genesisHash: hashText('genesis_hash').notNull(),
})

/** One key on one chain and the nonce it signs next. */
export const lanes = relayerSchema.table(
  'lane',
  {
    chainId: integer64('chain_id').notNull(),
    address: addressText('address').notNull(),
    nextNonce: integer64('next_nonce').notNull(),
  },
  (table) => [primaryKey({ columns: [table.chainId, table.address] })],
)

/** What is to be carried; once it has a nonce, the owner of that slot of its lane. */
export const transactions = relayerSchema.table('transaction', {
  id: integer64('id').primaryKey().generatedAlwaysAsIdentity(),
  chainId: integer64('chain_id').notNull(),
  lane: addressText('lane').notNull(),
  nonce: integer64('nonce'),
  kind: text('kind', { enum: TRANSACTION_KINDS }).notNull(),
  state: text('state', { enum: TRANSACTION_STATES }).notNull(),
  to: addressText('to_address').notNull(),
  data: hexText('data').notNull(),
  /** Wei that goes with it: of a refill only. */
  value: uint256('value').notNull().default(0n),
  gas: integer64('gas').notNull(),
  idempotencyKey: text('idempotency_key'),
  /** A failed one whose idempotency key was given to another payload. */
  isSuperseded: boolean('is_superseded').notNull().default(false),
  hash: hashText('hash'),
  blockNumber: integer64('block_number'),
  blockHash: hashText('block_hash'),
  hasSucceeded: boolean('has_succeeded'),
  gasUsed: integer64('gas_used'),
  /** Block at which the nonce was first seen used by a hash that is not ours, or by our own no-op. */
  displacedAt: integer64('displaced_at'),
  code: text('code'),
  detail: text('detail'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
export type TransactionRow = typeof transactions.$inferSelect

/** Every raw transaction ever signed; what was stored here before it was sent can always be sent again. */
export const attempts = relayerSchema.table('attempt', {
  hash: hashText('hash').primaryKey(),
  transactionId: integer64('transaction_id').notNull(),
  nonce: integer64('nonce').notNull(),
  isNoop: boolean('is_noop').notNull(),
  raw: hexText('raw').notNull(),
  maxFeePerGasWei: uint256('max_fee_per_gas').notNull(),
  maxPriorityFeePerGasWei: uint256('max_priority_fee_per_gas').notNull(),
  acceptedAt: timestamp('accepted_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
export type AttemptRow = typeof attempts.$inferSelect

/** A user's signed intent and what became of it. */
export const intents = relayerSchema.table('intent', {
  id: integer64('id').primaryKey().generatedAlwaysAsIdentity(),
  orderNumber: text('order_number').notNull().unique(),
  chainId: integer64('chain_id').notNull(),
  to: addressText('to_address').notNull(),
  functionName: text('function_name').notNull(),
  /** Whose users' intents these are: sponsorship is counted for each tenant. */
  tenant: text('tenant').notNull(),
  account: addressText('account').notNull(),
  data: hexText('data').notNull(),
  /** What the action is given inside a batch. */
  gas: integer64('gas').notNull(),
  day: integer('day').notNull(),
  state: text('state', { enum: INTENT_STATES }).notNull(),
  code: text('code'),
  detail: text('detail'),
  tries: integer('tries').notNull().default(0),
  transactionId: integer64('transaction_id'),
  item: integer('item'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
export type IntentRow = typeof intents.$inferSelect

/** What a tenant is sponsored on a UTC day; action `*` is all of them together. An empty column leaves it to the configuration. */
export const sponsorPolicies = relayerSchema.table(
  'sponsor_policy',
  {
    tenant: text('tenant').notNull(),
    action: text('action').notNull(),
    accountIntents: integer('account_intents'),
    accountGas: integer64('account_gas'),
    tenantIntents: integer('tenant_intents'),
    tenantGas: integer64('tenant_gas'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.action] })],
)
export type SponsorPolicyRow = typeof sponsorPolicies.$inferSelect

/** What was sponsored on a UTC day; account `*` is the whole tenant, action `*` the sum of all. */
export const sponsorshipUses = relayerSchema.table(
  'sponsorship_use',
  {
    tenant: text('tenant').notNull(),
    account: text('account').notNull(),
    day: integer('day').notNull(),
    action: text('action').notNull(),
    intents: integer('intents').notNull(),
    gas: integer64('gas').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.account, table.day, table.action] })],
)

/** An operation that the paymaster was signed to pay for; `hash` is what its signature covers but for the time. */
export const userOperations = relayerSchema.table('user_operation', {
  hash: hashText('hash').primaryKey(),
  chainId: integer64('chain_id').notNull(),
  tenant: text('tenant').notNull(),
  sender: addressText('sender').notNull(),
  /** The most that its bundler may be paid for. */
  gas: integer64('gas').notNull(),
  day: integer('day').notNull(),
  /** Unix second, chain time. */
  validUntil: integer64('valid_until').notNull(),
  paymasterData: hexText('paymaster_data').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
