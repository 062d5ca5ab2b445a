import type { Address, Hex } from 'viem'
import { intentSelectors } from './intent-call.ts'
import type { SigningContract } from './typed-data/domain.ts'
import { INTENTS, type IntentName } from './typed-data/intents.ts'

/** What session keys may sign at all; the contracts refuse every other intent, whatever a scope names. */
export const SESSION_INTENTS = [
  'Withdraw',
  'WithdrawTo',
  'TransferCash',
  'TransferUnit',
  'EnterMarket',
  'LeaveMarket',
  'Refund',
  'RequestCancel',
  'RequestCancelAll',
  'RequestExit',
  'ConfirmRedemption',
] as const satisfies IntentName[]

export type SessionIntent = (typeof SESSION_INTENTS)[number]

/** The lists of functions in `RegisterSession` that let a key sign these intents. */
export function sessionScope(
  names: readonly SessionIntent[],
  addressOf: (contract: SigningContract) => Address,
): { targets: Address[]; selectors: Hex[] } {
  const functions = names.flatMap((name) =>
    intentSelectors(name).map((selector) => ({ target: addressOf(INTENTS[name].contract), selector })),
  )
  return { targets: functions.map(({ target }) => target), selectors: functions.map(({ selector }) => selector) }
}
