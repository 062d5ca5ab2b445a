import pg from 'pg'
import { createPublicClient, http, toHex, zeroAddress } from 'viem'
import { createApp } from '../../api/app.ts'
import { createMappingSigners } from '../../api/clients/mapping-signers.ts'
import { createPaymentsClient } from '../../api/clients/payments.ts'
import { createRelayerClient } from '../../api/clients/relayer.ts'
import { createSequencerClient } from '../../api/clients/sequencer.ts'
import { createWatchClient } from '../../api/clients/watch.ts'
import { readConfig } from '../../api/config.ts'
import { NotificationStreams } from '../../api/domain/notifications/notification-streams.ts'
import { PostgresLeases } from '../../api/domain/rate-limit/postgres-leases.ts'
import { openDatabase } from '../../api/store/database.ts'
import { Addresses } from '../../kit/addresses.ts'
import { Health } from '../../kit/health.ts'
import { createInternalClient } from '../../kit/internal-client.ts'
import { createLogger } from '../../kit/log.ts'
import { PARTIES } from '../../sdk/src/mapping/parties.ts'

/** Nothing listens here: writing the document asks nobody. */
const NOBODY = 'http://127.0.0.1:1'
/** Contracts that routes look up when they are made; the document holds no address. */
const LOOKED_UP = [
  'Settlement',
  'IssuerRegistry',
  'SeriesRegistry',
  'Redemption',
  'IssuerTreasury',
  'MarketMakerDeposits',
  'OrganisationFactory',
  'MoneyToken',
]

/** The API's OpenAPI document, without a database, a chain or a socket. */
export async function openApiDocument(): Promise<unknown> {
  const config = readConfig({
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    INTERNAL_TOKEN: 'no-token-only-the-document-is-written',
    JWT_SECRET: 'no-secret-only-the-document-is-written',
    FIELD_KEYS: `none:${'0'.repeat(64)}`,
    CONTACT_KEY: 'no-key-only-the-document-is-written',
    MAPPING_TOKEN: 'no-token-only-the-document-is-written',
    MAPPING_SIGNERS: PARTIES.map((party, i) => `${party}=${toHex(i + 1, { size: 20 })}@${NOBODY}`).join(','),
    SEQUENCER_URL: NOBODY,
    RELAYER_URL: NOBODY,
    WATCH_URL: NOBODY,
    PONDER_URL: NOBODY,
    PUBLIC_URL: 'http://127.0.0.1:3000',
  })
  const internal = { url: NOBODY, token: config.INTERNAL_TOKEN }
  const pool = new pg.Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' })
  const log = createLogger('api', 'silent')
  const app = createApp({
    config,
    log,
    notifications: new NotificationStreams({ pool, log }),
    health: new Health('api'),
    pool,
    database: openDatabase(pool),
    leases: new PostgresLeases(pool, Buffer.alloc(32)),
    sequencer: createSequencerClient(createInternalClient({ name: 'sequencer', ...internal })),
    relayer: createRelayerClient(internal),
    watch: createWatchClient(internal),
    payments: createPaymentsClient(internal),
    mappingSigners: createMappingSigners(config.MAPPING_SIGNERS, config.MAPPING_TOKEN),
    chain: createPublicClient({ transport: http(NOBODY) }),
    chainId: 0,
    addresses: new Addresses('none', new Map(LOOKED_UP.map((name) => [name, zeroAddress]))),
    now: () => new Date(0),
  })
  const answer = await app.request('/openapi.json')
  if (!answer.ok) throw new Error(`The document was not written: ${answer.status} ${await answer.text()}`)
  return await answer.json()
}
