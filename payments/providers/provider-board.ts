import type { CircuitBreaker } from '../../kit/gateway/circuit-breaker.ts'
import type { PaymentMethod, PaymentProvider } from './provider.ts'

interface Seat {
  provider: PaymentProvider
  circuit: CircuitBreaker
  isWell: boolean
}

export interface ProviderStanding {
  name: string
  method: PaymentMethod
  isWell: boolean
  circuit: string
}

/**
 * The providers in order of preference. New purchases go to the first well one; what was begun somewhere stays there. A provider is
 * passed over while its health check fails or half of its calls do, and is returned to when the check answers again.
 */
export class ProviderBoard {
  readonly #seats: readonly Seat[]
  readonly #nowMs: () => number

  constructor(providers: readonly PaymentProvider[], newCircuit: () => CircuitBreaker, nowMs: () => number) {
    this.#seats = providers.map((provider) => ({ provider, circuit: newCircuit(), isWell: true }))
    this.#nowMs = nowMs
  }

  /** The first well provider that serves the method (any: either), those named left out. */
  pick(method: PaymentMethod | 'any', except: readonly string[] = []): string | undefined {
    const seat = this.#seats.find(
      ({ provider, circuit, isWell }) =>
        isWell &&
        circuit.state !== 'open' &&
        (method === 'any' || provider.method === method) &&
        !except.includes(provider.name),
    )
    return seat?.provider.name
  }

  /** The provider by name, its failures and successes counted. */
  use(name: string): PaymentProvider {
    const { provider, circuit } = this.#seat(name)
    const counted = <T>(call: () => Promise<T>) => this.#count(circuit, call)
    return {
      ...provider,
      open: (wish, key) => counted(() => provider.open(wish, key)),
      query: (checkoutId) => counted(() => provider.query(checkoutId)),
      capture: (paymentId, key) => counted(() => provider.capture(paymentId, key)),
      release: (checkoutId, key) => counted(() => provider.release(checkoutId, key)),
      refund: (wish, key) => counted(() => provider.refund(wish, key)),
    }
  }

  /** Asks every provider how it is. */
  async checkAll(): Promise<void> {
    await Promise.all(
      this.#seats.map(async (seat) => {
        const { provider, circuit } = seat
        const isTrial = circuit.state === 'halfOpen'
        if (isTrial && !circuit.tryAcquire()) return
        try {
          const startedAt = this.#nowMs()
          await provider.check()
          seat.isWell = true
          if (isTrial) circuit.succeeded(this.#nowMs() - startedAt)
        } catch {
          seat.isWell = false
          if (isTrial) circuit.failed()
        }
      }),
    )
  }

  standings(): ProviderStanding[] {
    return this.#seats.map(({ provider, circuit, isWell }) => ({
      name: provider.name,
      method: provider.method,
      isWell: isWell && circuit.state === 'closed',
      circuit: circuit.state,
    }))
  }

  get names(): string[] {
    return this.#seats.map(({ provider }) => provider.name)
  }

  async #count<T>(circuit: CircuitBreaker, call: () => Promise<T>): Promise<T> {
    const startedAt = this.#nowMs()
    try {
      const answer = await call()
      circuit.succeeded(this.#nowMs() - startedAt)
      return answer
    } catch (error) {
      // What it refuses is an answer; only silence and its own faults are failures.
      if (error instanceof Error && 'retryable' in error && error.retryable) circuit.failed()
      else circuit.succeeded(this.#nowMs() - startedAt)
      throw error
    }
  }

  #seat(name: string): Seat {
    const seat = this.#seats.find(({ provider }) => provider.name === name)
    if (seat) return seat
    throw new RangeError(`no payment provider ${name} is configured`)
  }
}
