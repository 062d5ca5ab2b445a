import type { Address } from 'viem'
import { BaseError, RetryableError } from '../../../kit/errors.ts'
import { MAX_KEEP_ALIVES_PER_ACCOUNT } from '../limits.ts'
import type { Sequencer } from './sequencer.ts'

/** The account is to be heard again within `timeoutMs`, else its orders (of one series, if given) are cancelled; 0 ends the watch. */
export interface KeepAliveWish {
  series?: number | undefined
  timeoutMs: number
}

/** Whether the wish renews or ends a watch that runs. */
export function isKept({ state }: Sequencer, account: Address, { series }: KeepAliveWish): boolean {
  return state.keepAlivesOf(account).some((one) => one.series === (series ?? 0))
}

/**
 * Sequences a promise to be heard again; the caller waits for durability. One that comes too late finds its orders gone.
 * @throws BaseError KEEP_ALIVE_LIMIT (422) for one series too many, RetryableError KEEP_ALIVES_FULL.
 */
export function keepAlive(sequencer: Sequencer, account: Address, wish: KeepAliveWish): void {
  const { series, timeoutMs } = wish
  sequencer.expireDue()
  const kept = sequencer.state.keepAlivesOf(account)
  if (timeoutMs > 0 && !isKept(sequencer, account, wish) && kept.length >= MAX_KEEP_ALIVES_PER_ACCOUNT) {
    const details = `Accepted: ${MAX_KEEP_ALIVES_PER_ACCOUNT}; watch the whole account instead.`
    throw new BaseError('Too many series are watched.', { code: 'KEEP_ALIVE_LIMIT', details, status: 422 })
  }
  const { events } = sequencer.submit({
    kind: 'KEEP_ALIVE',
    account,
    ...(series === undefined ? {} : { series }),
    timeoutMs,
  })
  if (!events.some((event) => event.kind === 'rejected')) return
  throw new RetryableError('No room for another watch.', { code: 'KEEP_ALIVES_FULL' })
}
