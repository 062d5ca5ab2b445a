import type { Address } from 'viem'
import type { CommitmentSources } from '../balances/commitments.ts'
import type { ChainMirror } from '../chain/chain-mirror.ts'
import type { Touched } from '../chain/mirror-writer.ts'
import { evictUnsettleable } from './evictions.ts'
import type { Sequencer } from './sequencer.ts'

/** Looks again at the open orders of everyone whom new blocks touched; of everyone at a start or after a reorg. */
export function evictTouched(
  dependencies: { sequencer: Sequencer; mirror: ChainMirror; sources: CommitmentSources },
  touched: 'all' | (Touched & { rolledBack: boolean }),
): void {
  for (const account of accountsOf(dependencies.sequencer, touched)) evictUnsettleable(dependencies, account)
}

function accountsOf({ state }: Sequencer, touched: 'all' | (Touched & { rolledBack: boolean })): Set<Address> {
  if (touched !== 'all' && !touched.rolledBack && touched.series.size === 0) return touched.accounts
  const isTouched = (series: number) => touched === 'all' || touched.rolledBack || touched.series.has(series)
  const orders = state.orders().filter(({ place }) => isTouched(place.order.series))
  const accounts = touched === 'all' ? [] : touched.accounts
  return new Set([...accounts, ...orders.map(({ place }) => place.order.account)])
}
