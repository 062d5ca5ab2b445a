import type { Hex } from 'viem'
import { z } from 'zod'
import { BaseError } from '../../kit/errors.ts'
import type { InternalClient } from '../../kit/internal-client.ts'

const intentSchema = z.object({
  state: z.enum(['queued', 'submitted', 'executed', 'failed', 'refused']),
  confirmation: z.enum(['mined', 'safe', 'final']).optional(),
})
type CarriedIntent = z.output<typeof intentSchema>

interface Submission {
  contract: 'settlement'
  function: string
  data: Hex
  account: string
  orderNumber: string
  tenant: string
}

/** The relayer, as far as transfers of money need it. */
export function createRelayer(http: InternalClient) {
  return {
    async submit(submission: Submission): Promise<void> {
      await http.post('/internal/v1/intents', submission)
    },
    /** Undefined for a number that was never handed in. */
    async intent(orderNumber: string): Promise<CarriedIntent | undefined> {
      const answer = await unless404(http.get(`/internal/v1/intents/${orderNumber}`))
      return answer === undefined ? undefined : intentSchema.parse(answer)
    },
  }
}
export type Relayer = ReturnType<typeof createRelayer>

export async function unless404<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof BaseError && error.status === 404) return undefined
    throw error
  }
}
