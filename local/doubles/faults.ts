import { z } from 'zod'

/** What a double is told to do wrong: to calls that match (`POST /v1/refunds`), so many times. */
const callFault = z.object({
  /** Method and path, as a regular expression. */
  match: z.string(),
  /** refuse, fail and limit: nothing is done, 400, 500 or 429. lose: it is done, and 500 is answered. hang: it is done, and nothing is answered. */
  mode: z.enum(['refuse', 'fail', 'limit', 'lose', 'hang']),
  times: z.int().min(1).default(1_000_000),
})

/** Webhooks: as they should be; every one twice; none; kept until told, then in the wrong order; signed with another secret. */
const webhookMode = z.enum(['normal', 'twice', 'none', 'hold', 'forged'])

export const faultsBody = z.object({ calls: z.array(callFault).default([]), webhooks: webhookMode.default('normal') })
export type WebhookMode = z.output<typeof webhookMode>
type Mode = z.output<typeof callFault>['mode']

export class Faults {
  #calls: z.output<typeof callFault>[] = []
  webhooks: WebhookMode = 'normal'

  set({ calls, webhooks }: z.output<typeof faultsBody>): void {
    this.#calls = calls
    this.webhooks = webhooks
  }

  /** The fault that this call meets, counted down. */
  take(method: string, path: string): Mode | undefined {
    const fault = this.#calls.find(({ match, times }) => times > 0 && new RegExp(match).test(`${method} ${path}`))
    if (fault) fault.times--
    return fault?.mode
  }
}
