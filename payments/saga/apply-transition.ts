import { RETRY_FIRST_MS, RETRY_LAST_MS } from '../limits.ts'
import type { Transition } from './ports.ts'
import { hasEnded, type Purchase } from './purchase.ts'

/** The purchase after a step: the clock of a new state starts, an ended one is not looked at any more. */
export function applyTransition(purchase: Purchase, { patch, waitMs = 0 }: Transition, now: Date): Purchase {
  const next = { ...purchase, ...patch, failures: 0 }
  const isNew = next.state !== purchase.state
  const isResting = isNew && (hasEnded(next.state) || next.state === 'held')
  const dueAt = isResting || patch.dueAt === null ? null : new Date(now.getTime() + waitMs)
  return {
    ...next,
    stateSince: isNew ? now : purchase.stateSince,
    dueAt,
    endedAt: hasEnded(next.state) ? (isNew ? now : purchase.endedAt) : null,
  }
}

/** The same purchase, looked at again after a pause that grows with each failure. */
export function postpone(purchase: Purchase, now: Date): Purchase {
  const failures = purchase.failures + 1
  const pauseMs = Math.min(RETRY_FIRST_MS * 2 ** Math.min(failures - 1, 10), RETRY_LAST_MS)
  return { ...purchase, failures, dueAt: new Date(now.getTime() + pauseMs) }
}
