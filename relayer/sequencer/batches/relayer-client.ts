import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { parseInput } from '../../../kit/fields.ts'
import type { InternalClient } from '../../../kit/internal-client.ts'

/** A transaction for the lane whose key is the operator's. */
interface SettlementTransaction {
  to: Address
  data: Hex
  gas: number
  idempotencyKey: string
}

const answerBody = z.object({ state: z.string(), hash: z.string().optional() })

/** Hands transactions to whoever carries them. Sending one twice under one key is the same as once. */
export interface SettlementLane {
  /** @returns the state the transaction is in: queued, submitted, executed or failed. */
  send(transaction: SettlementTransaction): Promise<string>
}

export function createSettlementLane(client: InternalClient): SettlementLane {
  return {
    send: async (transaction) => {
      const answer = await client.post('/internal/v1/transactions', { lane: 'settlement', ...transaction })
      return parseInput(answerBody, answer).state
    },
  }
}
