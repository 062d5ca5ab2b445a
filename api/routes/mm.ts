import type { OrderDependencies } from '../dependencies.ts'
import type { ApiApp } from '../http/environment.ts'
import { groupRoutes } from './mm-group.ts'
import { keepAliveRoutes } from './mm-keep-alive.ts'
import { makerOrderRoutes } from './mm-orders.ts'
import { makerStatusRoutes } from './mm-status.ts'
import { makerStreamRoutes } from './mm-stream.ts'

/** Everything below /api/v1/mm; who is a market maker is asked of the chain by the sequencer. */
export const marketMakerRoutes: readonly ((dependencies: OrderDependencies) => ApiApp)[] = [
  makerOrderRoutes,
  keepAliveRoutes,
  groupRoutes,
  makerStatusRoutes,
  makerStreamRoutes,
]
