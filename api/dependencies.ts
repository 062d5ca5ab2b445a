import type pg from 'pg'
import type { PublicClient } from 'viem'
import type { Addresses } from '../kit/addresses.ts'
import type { Health } from '../kit/health.ts'
import type { Logger } from '../kit/log.ts'
import type { MappingSignerClients } from './clients/mapping-signers.ts'
import type { PaymentsClient } from './clients/payments.ts'
import type { RelayerClient } from './clients/relayer.ts'
import type { SequencerClient } from './clients/sequencer.ts'
import type { WatchClient } from './clients/watch.ts'
import type { ApiConfig } from './config.ts'
import type { NotificationStreams } from './domain/notifications/notification-streams.ts'
import type { LeaseSource } from './domain/rate-limit/lease-source.ts'
import type { OrderGuard } from './domain/risk/order-guard.ts'
import type { Database } from './store/database.ts'

/** Everything that a route may use. */
export interface ApiDependencies {
  config: ApiConfig
  log: Logger
  health: Health
  pool: pg.Pool
  database: Database
  /** Where the API processes share their budgets of requests. */
  leases: LeaseSource
  sequencer: SequencerClient
  relayer: RelayerClient
  watch: WatchClient
  payments: PaymentsClient
  /** The three parties that sign address mappings. */
  mappingSigners: MappingSignerClients
  notifications: NotificationStreams
  /** The Genex chain. */
  chain: PublicClient
  chainId: number
  addresses: Addresses
  now: () => Date
}

/** What routes that take orders need besides. */
export interface OrderDependencies extends ApiDependencies {
  orderGuard: OrderGuard
}
