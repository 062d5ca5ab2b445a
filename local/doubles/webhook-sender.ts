import { setTimeout as pause } from 'node:timers/promises'
import type { Faults } from './faults.ts'

/** Providers repeat for days; a local system is up again within seconds. */
const TRIES = 40
const BETWEEN_MS = 500

interface Sent {
  body: string
  /** Signs when it is sent, with the true secret or another one. */
  headers: (isForged: boolean) => Record<string, string>
}

/** Delivers webhooks as providers do: at least once, without order, again until somebody says 2xx. */
export class WebhookSender {
  readonly #url: string
  readonly #faults: Faults
  #held: Sent[] = []
  #isClosed = false

  constructor(url: string, faults: Faults) {
    this.#url = url
    this.#faults = faults
  }

  send(event: Sent): void {
    const { webhooks } = this.#faults
    if (webhooks === 'none') return
    if (webhooks === 'hold') this.#held.push(event)
    else for (let i = webhooks === 'twice' ? 2 : 1; i > 0; i--) void this.#deliver(event, webhooks === 'forged')
  }

  /** Sends what was kept, the newest first. */
  flush(): void {
    const held = this.#held.toReversed()
    this.#held = []
    for (const event of held) void this.#deliver(event, false)
  }

  close(): void {
    this.#isClosed = true
  }

  async #deliver({ body, headers }: Sent, isForged: boolean): Promise<void> {
    for (let i = 0; i < TRIES && !this.#isClosed; i++) {
      const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers(isForged) } }
      const response = await fetch(this.#url, { ...init, signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
      if (response?.ok || isForged) return
      await pause(BETWEEN_MS, undefined, { ref: false })
    }
  }
}
