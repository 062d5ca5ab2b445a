import { RetryableError } from '../../../../kit/errors.ts'
import { type PaymentProvider, ProviderRefusedError } from '../../../../payments/providers/provider.ts'
import { newPurchase } from '../../../../payments/routes/purchase-body.ts'
import { applyTransition, postpone } from '../../../../payments/saga/apply-transition.ts'
import { boughtUsdc6 } from '../../../../payments/saga/bought.ts'
import type { PaymentEntry } from '../../../../payments/saga/journal.ts'
import type { AuditNote, Ports, Transfer, TransferState } from '../../../../payments/saga/ports.ts'
import { centsOf, hasEnded, type Purchase } from '../../../../payments/saga/purchase.ts'
import { STEPS } from '../../../../payments/saga/steps/steps.ts'

export const PAY_USDC6 = 100_000_000n
export const RECEIVE_USDC6 = 99_980_000n
const RATE_E8 = 99_980_000n

/** What happens to one call of the outside: nothing, no effect and no answer, or the effect and no answer. */
export type Weather = 'fair' | 'lost-before' | 'lost-after'

export interface Script {
  method: 'card' | 'crypto'
  hasOrder: boolean
  /** What the person does at the checkout. */
  person: 'pays' | 'leaves' | 'pays-late' | 'pays-less' | 'pays-when-over'
  /** What the last check finds. */
  objects: boolean
  /** How each try of a transfer ends. */
  deliveries: readonly TransferState[]
  takeBack: TransferState
  orderEnds: 'filled' | 'part' | 'nothing' | 'refused'
  /** Refuses to begin anything at the first provider. */
  firstRefuses: boolean
  /** Cents that somebody refunds by hand while the refund is under way. */
  refundedByHand: bigint
  nextWeather: () => Weather
  /** Whether what a step decided is lost with the process. */
  isKilled: () => boolean
}

/** Everything outside of a purchase, in memory, with the money counted. */
export class Model {
  readonly entries: PaymentEntry[] = []
  readonly audit: AuditNote[] = []
  now = new Date('2026-01-01T00:00:00Z')
  purchase: Purchase
  heldCents = 0n
  takenCents = 0n
  refundedCents = 0n
  /** Stablecoin of the buyer that came from the desk. */
  accountUsdc6 = 0n
  openedAt: string[] = []
  readonly #script: Script
  #isOpen = true
  #hasPaid = false
  #landed = new Map<string, TransferState>()
  #placed = false
  #captures = 0

  constructor(script: Script) {
    this.#script = script
    const order = { order: {} as never, signature: '0x' as const }
    const back = { nonce: 1n, deadline: 0, gasLimit: 0, signature: '0x' as const }
    const body = {
      id: '00000000-0000-8000-8000-000000000001',
      account: '0x00000000000000000000000000000000000000b1' as const,
      method: script.method,
      payUsdc6: PAY_USDC6,
      rateE8: RATE_E8,
      receiveUsdc6: RECEIVE_USDC6,
      lockedUntil: new Date(this.now.getTime() + 900_000),
      ...(script.hasOrder ? { order, return: back } : {}),
    }
    this.purchase = newPurchase(body, this.now)
  }

  get netCents(): bigint {
    return this.takenCents - this.refundedCents
  }

  /** Until it has ended and nobody speaks of it any more; throws when that takes too many looks. */
  async run(): Promise<Purchase> {
    for (let looks = 0; looks < 2_000; looks++) {
      const { dueAt } = this.purchase
      if (!dueAt) return this.purchase
      if (dueAt > this.now) this.now = dueAt
      this.#personActs()
      await this.#look()
    }
    throw new Error(`stuck in ${this.purchase.state}`)
  }

  /** The provider speaks of the purchase again, as a webhook does. */
  wake(): void {
    this.purchase = { ...this.purchase, dueAt: this.now }
  }

  /** Money that comes although the checkout is over: crypto cannot be called back. */
  payLate(): void {
    this.takenCents = centsOf(PAY_USDC6)
  }

  async #look(): Promise<void> {
    const { purchase } = this
    try {
      const transition = await STEPS[purchase.state](this.#ports, purchase, this.now)
      // A killed process loses what it decided, and is started again.
      if (this.#script.isKilled()) return
      this.purchase = applyTransition(purchase, transition, this.now)
      this.#book(transition.entries ?? [])
      if (transition.audit) this.audit.push(transition.audit)
    } catch (error) {
      if (!(error instanceof RetryableError) && !(error instanceof ProviderRefusedError)) throw error
      this.purchase = postpone(purchase, this.now)
    }
  }

  /** The database's primary key. */
  #book(entries: readonly PaymentEntry[]): void {
    for (const entry of entries) {
      if (this.entries.some(({ kind }) => kind === entry.kind)) throw new Error(`${entry.kind} is booked twice`)
      this.entries.push(entry)
    }
  }

  #personActs(): void {
    const { person, method } = this.#script
    const moment = person === 'pays-when-over' ? 'releasing' : 'checkout'
    if (this.purchase.state !== moment || this.#hasPaid || person === 'leaves' || !this.#isOpen) return
    const ageMs = this.now.getTime() - this.purchase.stateSince.getTime()
    if (person === 'pays-late' && ageMs < 19 * 60_000) return
    this.#hasPaid = true
    const cents = person === 'pays-less' ? centsOf(PAY_USDC6) - 500n : centsOf(PAY_USDC6)
    if (method === 'card') this.heldCents = cents
    else this.takenCents = cents
  }

  /** An effect with its weather: before it, after it, or well. */
  async #call<T>(act: () => T): Promise<T> {
    const weather = this.#script.nextWeather()
    if (weather === 'lost-before') throw lost()
    const answer = act()
    if (weather === 'lost-after') throw lost()
    return answer
  }

  #provider(name: string): PaymentProvider {
    const { method, refundedByHand } = this.#script
    const asked =
      centsOf(PAY_USDC6) - (this.#script.person === 'pays-less' && method === 'card' && this.#hasPaid ? 500n : 0n)
    return {
      name,
      method,
      refundsTo: method === 'card' ? 'payer' : 'account',
      open: () =>
        this.#call(() => {
          if (name === 'first' && this.#script.firstRefuses) throw new ProviderRefusedError(name, 'told to')
          this.openedAt.push(name)
          return { checkoutId: `checkout-${name}`, url: 'http://pay.test/' }
        }),
      query: () =>
        this.#call(() => ({
          status: this.takenCents > 0n ? 'paid' : this.heldCents > 0n ? 'authorized' : this.#isOpen ? 'open' : 'closed',
          purchaseId: this.purchase.id,
          currency: 'usd',
          askedCents: asked,
          takenCents: this.takenCents,
          refundedCents: this.refundedCents,
          paymentId: 'payment',
        })),
      capture: () =>
        this.#call(() => {
          if (this.heldCents === 0n && this.takenCents === 0n) throw new ProviderRefusedError(name, 'nothing is held')
          if (this.heldCents > 0n && ++this.#captures > 1) throw new Error('captured twice')
          this.takenCents += this.heldCents
          this.heldCents = 0n
        }),
      release: () =>
        this.#call(() => {
          if (this.takenCents > 0n) throw new ProviderRefusedError(name, 'it was taken')
          this.heldCents = 0n
          this.#isOpen = false
        }),
      refund: ({ amountCents }) =>
        this.#call(() => {
          if (refundedByHand > 0n && this.refundedCents === 0n) this.refundedCents = refundedByHand
          if (this.refundedCents + amountCents > this.takenCents) throw lost()
          this.refundedCents += amountCents
        }),
      readWebhook: () => Promise.reject(new Error('none are sent')),
      check: async () => undefined,
    }
  }

  /** A transfer lands when it is handed in, the way the script says; asked for again it is the same one. */
  #transfer(kind: 'deliver' | 'takeBack'): Transfer {
    const key = (purchase: Purchase) => (kind === 'deliver' ? `deliver:${purchase.attempt}` : kind)
    return {
      number: (purchase) => `GX${key(purchase)}`,
      state: (purchase) => this.#call(() => this.#landed.get(key(purchase)) ?? 'absent'),
      submit: (purchase) =>
        this.#call(() => {
          const { deliveries, takeBack } = this.#script
          const before = this.#landed.get(key(purchase))
          if (before !== undefined && before !== 'refused') return
          const state = kind === 'takeBack' ? takeBack : (deliveries[purchase.attempt] ?? 'done')
          this.#landed.set(key(purchase), state)
          if (state === 'done') this.accountUsdc6 += kind === 'deliver' ? boughtUsdc6(purchase) : -RECEIVE_USDC6
        }),
    }
  }

  get #ports(): Ports {
    const { orderEnds } = this.#script
    const filled = orderEnds === 'filled' ? 2 : orderEnds === 'part' ? 1 : 0
    return {
      provider: (name) => this.#provider(name),
      pickProvider: (_, except) => ['first', 'second'].find((name) => !except.includes(name)),
      desk: { deliver: this.#transfer('deliver'), takeBack: this.#transfer('takeBack') },
      market: {
        orderNumber: () => 'GXORDER',
        place: () =>
          this.#call(() => {
            if (orderEnds === 'refused') throw new RetryableError('not yet', { code: 'ORDER_INSUFFICIENT_CASH' })
            if (this.accountUsdc6 <= 0n) throw new Error('placed before the money was there')
            this.#placed = true
          }),
        standing: () =>
          this.#call(() => ({
            isKnown: this.#placed,
            isOver: true,
            openUnits: 0,
            settledUnits: this.#placed ? filled : 0,
          })),
        cancel: () => this.#call(() => undefined),
      },
      objection: () => this.#call(() => (this.#script.objects ? { code: 'PURCHASE_BOOK_THIN' } : undefined)),
      describe: () => ({ description: 'a purchase', returnUrl: 'http://shop.test/' }),
    }
  }
}

/** The sum of an account's legs in one asset. */
export function balanceOf(entries: readonly PaymentEntry[], account: string, asset: 'USD' | 'USDC'): bigint {
  const legs = entries.flatMap((entry) => entry.legs)
  return legs.reduce((sum, leg) => (leg.account === account && leg.asset === asset ? sum + leg.amount : sum), 0n)
}

export { hasEnded }

function lost(): RetryableError {
  return new RetryableError('Nobody answered.', { code: 'TEST_LOST' })
}
