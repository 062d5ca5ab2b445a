import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { parseInput } from '../../kit/fields.ts'
import { createInternalClient } from '../../kit/internal-client.ts'
import type { Secret } from '../../kit/secret.ts'
import type { OrderNumber } from '../../sdk/src/ids.ts'
import type { SigningContract } from '../../sdk/src/typed-data/domain.ts'

const intentSchema = z.object({
  orderNumber: z.string(),
  state: z.string(),
  account: z.string(),
  transaction: z.string().nullish(),
  block: z.coerce.string().nullish(),
  gasUsed: z.coerce.string().nullish(),
  code: z.string().nullish(),
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
      return parseInput(intentSchema, await http.post('/internal/v1/intents', submission))
    },
    async intent(orderNumber: string): Promise<IntentView> {
      return parseInput(intentSchema, await http.get(`/internal/v1/intents/${orderNumber}`))
    },
  }
}
