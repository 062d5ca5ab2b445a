import type { Address, Hex } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { homeOf } from '../../../kit/partition.ts'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import { hashIntent } from '../../../sdk/src/typed-data/intents.ts'
import { cashBalance } from '../balances/cash.ts'
import { type CommitmentSources, commitmentsOf, type Hold } from '../balances/commitments.ts'
import { heldUnits, isCovered, unitDemands } from '../balances/units.ts'
import type { ChainMirror } from '../chain/chain-mirror.ts'
import { CO_SIGNATURE_SEC } from '../limits.ts'
import { isOwnSeries, type Partition } from '../partition.ts'
import { cancelAll } from '../sequencing/cancel-orders.ts'
import { chainTime } from '../sequencing/place-orders.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'
import type { CoSigner } from './co-signer.ts'
import type { CoSignedIntent } from './intent-schema.ts'

interface Dependencies {
  sequencer: Sequencer
  mirror: ChainMirror
  sources: CommitmentSources
  coSigner: CoSigner
  domain: GenexDomain
}

/**
 * Agrees to an intent when what leaves with it is free, and keeps that reserved until the agreement has run out on chain.
 * @throws BaseError CO_SIGNATURE_… when it is not free.
 */
export async function coSignIntent(
  dependencies: Dependencies,
  intent: CoSignedIntent,
): Promise<{ deadline: number; signature: Hex }> {
  const { sequencer, mirror, coSigner, domain } = dependencies
  const { nowSec } = chainTime(dependencies)
  const { account, nonce, deadline: intentDeadline } = intent.message
  if (intentDeadline < nowSec) throw refusal('EXPIRED', `The intent's deadline ${intentDeadline} is over.`)
  sequencer.shell.holds.prune(mirror.state, mirror.head?.timestampSec ?? 0)
  const deadline = Math.min(intentDeadline, nowSec + CO_SIGNATURE_SEC)
  checkPartition(mirror.state.partition, intent)
  const hold = reserve(dependencies, intent, { account, nonce, deadlineSec: deadline })
  sequencer.submit({ kind: 'HELD', ...hold })
  await sequencer.durable()
  return { deadline, signature: coSigner.coSign(hashIntent(domain, intent.kind, intent.message), deadline) }
}

function reserve(
  dependencies: Dependencies,
  intent: CoSignedIntent,
  base: Pick<Hold, 'account' | 'nonce' | 'deadlineSec'>,
): Hold {
  const none = { amountUsdc6: 0n, tokenIds: [], stopsOrders: false }
  switch (intent.kind) {
    case 'Withdraw':
    case 'WithdrawTo':
    case 'TransferCash':
      checkCash(dependencies, intent.message)
      return { ...base, ...none, amountUsdc6: intent.message.amount }
    case 'LeaveMarket':
      checkUnits(dependencies, intent.message)
      return { ...base, ...none, tokenIds: intent.message.tokenIds }
    case 'RequestCancelAll':
    case 'RequestKeyChange':
      stopOrders(dependencies, base.account)
      return { ...base, ...none, stopsOrders: true }
  }
}

function checkCash(
  { sources, mirror }: Dependencies,
  { account, amount, nonce }: { account: Address; amount: bigint; nonce: bigint },
): void {
  const commitments = withoutOwnHold(commitmentsOf(sources, mirror.state, account), nonce)
  const { availableUsdc6 } = cashBalance(mirror.state, account, commitments)
  if (amount > availableUsdc6)
    throw refusal('CASH_RESERVED', `Of the cash ${availableUsdc6} is free, ${amount} was asked for.`)
}

function checkUnits(
  { sources, mirror }: Dependencies,
  { account, tokenIds, nonce }: { account: Address; tokenIds: readonly bigint[]; nonce: bigint },
): void {
  const commitments = withoutOwnHold(commitmentsOf(sources, mirror.state, account), nonce)
  const held = heldUnits(commitments)
  for (const id of tokenIds) {
    const unit = mirror.state.units.get(id)
    if (unit?.owner !== account || !unit.inMarket)
      throw refusal('UNIT_NOT_IN_MARKET', `Unit ${id} is not this account's in the market.`)
    if (held.has(id)) throw refusal('UNIT_RESERVED', `Unit ${id} is leaving already.`)
    held.add(id)
  }
  const demands = unitDemands(commitments)
  for (const series of new Set(tokenIds.map((id) => Number(id >> 32n)))) {
    if (!isCovered(mirror.state, account, series, { demands, held }))
      throw refusal('UNIT_RESERVED', `Open orders of series ${series} need units that would leave; cancel them first.`)
  }
}

/** Orders would die with the change: they are cancelled now, and what is traded must be settled first. */
function stopOrders({ sequencer, sources, mirror }: Dependencies, account: Address): void {
  cancelAll(sequencer, account)
  const { buys, sells } = commitmentsOf(sources, mirror.state, account)
  if (buys.length + sells.length > 0)
    throw refusal(
      'TRADES_UNSETTLED',
      'Orders are cancelled; ask again when the last trades are settled, in a few seconds.',
    )
}

/** Consent is given where the cash or the units are counted; what ends orders in every partition nobody can consent to alone. */
function checkPartition(partition: Partition, { kind, message }: CoSignedIntent): void {
  if (partition.count === 1) return
  if (kind === 'RequestCancelAll' || kind === 'RequestKeyChange')
    throw refusal(
      'OTHER_PARTITION',
      'It ends orders in several partitions: ask on chain, where it acts after the delay.',
    )
  const isOwn =
    kind === 'LeaveMarket'
      ? message.tokenIds.every((id) => isOwnSeries(partition, Number(id >> 32n)))
      : homeOf(message.account, partition.count) === partition.index
  if (!isOwn) throw refusal('OTHER_PARTITION', 'Another partition counts what would leave: ask there.')
}

/** Asking again for the same intent replaces its hold. */
function withoutOwnHold<C extends { holds: readonly Hold[] }>(commitments: C, nonce: bigint): C {
  return { ...commitments, holds: commitments.holds.filter((hold) => hold.nonce !== nonce) }
}

function refusal(code: string, details: string): BaseError {
  return new BaseError('The intent cannot be co-signed now.', { code: `CO_SIGNATURE_${code}`, details, status: 409 })
}
