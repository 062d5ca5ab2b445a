import type { PaymentMethod, PaymentProvider } from '../providers/provider.ts'
import type { PaymentEntry } from './journal.ts'
import type { Purchase } from './purchase.ts'

/** What became of a transfer of money inside the core. gone: it can never happen any more; spent: its nonce is, without effect. */
export type TransferState = 'absent' | 'pending' | 'refused' | 'spent' | 'done'

/** What became of her order. over: nothing of it is open or on its way any more. */
export interface OrderStanding {
  isKnown: boolean
  isOver: boolean
  openUnits: number
  /** Settled for good, as far as we count on blocks; undefined when nobody remembers any more. */
  settledUnits: number | undefined
}

/** Everything outside that a step may ask or do; each effect is the same when it is done twice. */
export interface Ports {
  provider: (name: string) => PaymentProvider
  pickProvider: (method: PaymentMethod | 'any', except: readonly string[]) => string | undefined
  /** Money of the desk, inside the core. */
  desk: {
    deliver: Transfer
    /** Her own transfer back, as she signed it. */
    takeBack: Transfer
  }
  market: {
    orderNumber: (purchase: Purchase) => string
    /** @throws BaseError with the sequencer's code when it is refused for good; RetryableError when it may be taken later. */
    place: (purchase: Purchase) => Promise<void>
    standing: (purchase: Purchase) => Promise<OrderStanding>
    cancel: (purchase: Purchase) => Promise<void>
  }
  /** Why it must not be charged, as an error with a code; @throws RetryableError when that cannot be said. */
  objection: (purchase: Purchase, moment: 'asked' | 'paid') => Promise<{ code: string } | undefined>
  describe: (purchase: Purchase) => { description: string; returnUrl: string }
}

export interface Transfer {
  number: (purchase: Purchase) => string
  state: (purchase: Purchase) => Promise<TransferState>
  /** Hands it to the relayer, with a fresh co-signature. @throws BaseError CO_SIGNATURE_… when the cash is not free. */
  submit: (purchase: Purchase) => Promise<void>
}

export interface AuditNote {
  kind: string
  detail: Record<string, string>
}

/** What a step decided: written in one transaction with what it booked. */
export interface Transition {
  patch: Partial<Purchase>
  entries?: readonly PaymentEntry[]
  audit?: AuditNote
  /** Until it is looked at again; at once without. */
  waitMs?: number
}

export type Step = (ports: Ports, purchase: Purchase, now: Date) => Promise<Transition>

/** Another state; the clock of the new one starts. */
export function become(state: Purchase['state'], patch: Partial<Purchase> = {}): Transition {
  return { patch: { ...patch, state } }
}

export const stay = (waitMs: number, patch: Partial<Purchase> = {}): Transition => ({ patch, waitMs })
