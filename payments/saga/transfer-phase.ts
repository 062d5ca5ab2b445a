import { CO_SIGNATURE_OVER_MS, TRANSFER_TTL_MS } from '../limits.ts'
import type { Purchase } from './purchase.ts'

/**
 * trying: it may be handed to the relayer; waiting: no more, but what was handed in may still land; gone: it cannot, because its last
 * co-signature has run out on chain. Counted from the state's beginning alone, which no crash forgets.
 */
export function transferPhase({ stateSince }: Pick<Purchase, 'stateSince'>, now: Date): 'trying' | 'waiting' | 'gone' {
  const ageMs = now.getTime() - stateSince.getTime()
  if (ageMs <= TRANSFER_TTL_MS) return 'trying'
  return ageMs <= TRANSFER_TTL_MS + CO_SIGNATURE_OVER_MS ? 'waiting' : 'gone'
}
