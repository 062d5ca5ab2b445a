import type { OrderState } from './client.ts'
import type { Http } from './http.ts'

const ENDED = ['executed', 'failed', 'refused']
/** Blocks come every second or two; asking more often finds nothing new and uses up the rate limit. */
const POLL_MS = 500
/** An intent is carried within seconds, or within minutes on a crowded chain. */
const TIMEOUT_MS = 120_000

export interface OutcomeOptions {
  timeoutMs?: number
  pollMs?: number
}

/** The state of an intent once it is `executed`, `failed` or `refused`. */
export async function intentOutcome(
  http: Http,
  orderNumber: string,
  { timeoutMs = TIMEOUT_MS, pollMs = POLL_MS }: OutcomeOptions = {},
): Promise<OrderState> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const state = await http.get<OrderState>(`/api/v1/orders/${orderNumber}`)
    if (ENDED.includes(state.state)) return state
    if (performance.now() > deadline) throw new Error(`${orderNumber} is still ${state.state} after ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}
