import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { RetryableError } from '../../kit/errors.ts'
import { addressField, uintField } from '../../kit/fields.ts'
import { createInternalClient } from '../../kit/internal-client.ts'
import type { Secret } from '../../kit/secret.ts'
import type { OrderNumber } from '../../sdk/src/ids.ts'
import type { SigningContract } from '../../sdk/src/typed-data/domain.ts'

const intentSchema = z.object({
  orderNumber: z.string(),
  account: addressField,
  state: z.enum(['queued', 'submitted', 'executed', 'failed', 'refused']),
  confirmation: z.enum(['mined', 'safe', 'final']).optional(),
  transaction: z.string().optional(),
  block: uintField(53).transform(Number).optional(),
  gasUsed: uintField(64).transform(String).optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
})

export type IntentView = z.output<typeof intentSchema>

export interface IntentSubmission {
  contract: SigningContract
  /** Name of the `…BySig` function that `data` calls. */
  function: string
  data: Hex
  account: Address
  orderNumber: OrderNumber
}

export type RelayerClient = ReturnType<typeof createRelayerClient>

/** The relayer's internal interface; its refusals arrive as our errors with their codes. */
export function createRelayerClient(parameters: { url: string; token: Secret }) {
  const http = createInternalClient({ name: 'relayer', ...parameters })
  return {
    async submit(submission: IntentSubmission): Promise<IntentView> {
      return readIntent(await http.post('/internal/v1/intents', submission))
    },
    async intent(orderNumber: string): Promise<IntentView> {
      return readIntent(await http.get(`/internal/v1/intents/${orderNumber}`))
    },
  }
}

/** What does not fit is our mistake, never the caller's. */
function readIntent(answer: unknown): IntentView {
  const result = intentSchema.safeParse(answer)
  if (result.success) return result.data
  throw new RetryableError('The relayer’s answer was not understood.', {
    code: 'RELAYER_UNAVAILABLE',
    cause: result.error,
  })
}
