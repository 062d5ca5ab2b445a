import { BaseError, RetryableError } from '../../kit/errors.ts'
import { CHAIN_POLL_MS, MAX_TRANSFER_ATTEMPTS } from '../limits.ts'
import { stay, type Transfer, type Transition } from './ports.ts'
import type { Purchase } from './purchase.ts'
import { transferPhase } from './transfer-phase.ts'

/** Brings a transfer forward. done: it happened; gone: it never will; a transition: look again. */
export async function tryTransfer(
  transfer: Transfer,
  purchase: Purchase,
  { now, canSignAgain }: { now: Date; canSignAgain: boolean },
): Promise<'done' | 'gone' | Transition> {
  const state = await transfer.state(purchase)
  if (state === 'done') return 'done'
  if (state === 'pending') return stay(CHAIN_POLL_MS)
  const phase = transferPhase(purchase, now)
  if (state === 'spent') {
    const isLeft = canSignAgain && phase === 'trying' && purchase.attempt + 1 < MAX_TRANSFER_ATTEMPTS
    return isLeft ? { patch: { attempt: purchase.attempt + 1 } } : 'gone'
  }
  if (phase === 'gone') return 'gone'
  if (phase === 'trying') await submit(transfer, purchase)
  return stay(phase === 'trying' && state === 'absent' ? CHAIN_POLL_MS : CHAIN_POLL_MS * 5)
}

/** A refusal may pass: cash that is reserved at this moment is free a block or two later. */
async function submit(transfer: Transfer, purchase: Purchase): Promise<void> {
  try {
    await transfer.submit(purchase)
  } catch (error) {
    if (!(error instanceof BaseError) || error instanceof RetryableError) throw error
  }
}
