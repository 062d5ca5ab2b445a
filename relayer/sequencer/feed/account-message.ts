import { z } from 'zod'
import { accountField } from '../http/schemas.ts'
import type { Resumption } from '../sequencing/order-events.ts'
import type { Sequencer } from '../sequencing/sequencer.ts'

/** An account's order events from the one behind `after` on; what follows in the feed continues them. */
export const accountRequest = z.strictObject({
  type: z.literal('account'),
  account: accountField,
  after: z.int().min(0).optional(),
})

export type AccountMessage = { type: 'account' } & Resumption

export function accountMessage(
  { shell }: Pick<Sequencer, 'shell'>,
  { account, after }: z.output<typeof accountRequest>,
): AccountMessage {
  return { type: 'account', ...shell.orderEvents.resume(account, after) }
}
