import pg from 'pg'
import { createPublicClient, http, zeroAddress } from 'viem'
import { createApp } from '../../api/app.ts'
import { createRelayerClient } from '../../api/clients/relayer.ts'
import { createSequencerClient } from '../../api/clients/sequencer.ts'
import { createWatchClient } from '../../api/clients/watch.ts'
import { readConfig } from '../../api/config.ts'
import { openDatabase } from '../../api/store/database.ts'
import { Addresses } from '../../kit/addresses.ts'
import { Health } from '../../kit/health.ts'
import { createLogger } from '../../kit/log.ts'

/** Nothing listens here: writing the document asks nobody. */
const NOBODY = 'http://127.0.0.1:1'
/** Contracts that routes look up when they are made; the document holds no address. */
const LOOKED_UP = ['Settlement', 'IssuerRegistry', 'SeriesRegistry', 'Redemption', 'IssuerTreasury', 'MoneyToken']

/** The API's OpenAPI document, without a database, a chain or a socket. */
export async function openApiDocument(): Promise<unknown> {
  const config = readConfig({
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    INTERNAL_TOKEN: 'no-token-only-the-document-is-written',
    JWT_SECRET: 'no-secret-only-the-document-is-written',
    SEQUENCER_URL: NOBODY,
    RELAYER_URL: NOBODY,
    WATCH_URL: NOBODY,
    PONDER_URL: NOBODY,
    PUBLIC_URL: 'http://127.0.0.1:3000',
  })
  const internal = { url: NOBODY, token: config.INTERNAL_TOKEN }
  const pool = new pg.Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' })
  const app = createApp({
    config,
    log: createLogger('api', 'silent'),
    health: new Health('api'),
    pool,
    database: openDatabase(pool),
    sequencer: createSequencerClient(internal),
    relayer: createRelayerClient(internal),
    watch: createWatchClient(internal),
    chain: createPublicClient({ transport: http(NOBODY) }),
    chainId: 0,
    addresses: new Addresses('none', new Map(LOOKED_UP.map((name) => [name, zeroAddress]))),
    now: () => new Date(0),
  })
  const answer = await app.request('/openapi.json')
  if (!answer.ok) throw new Error(`The document was not written: ${answer.status} ${await answer.text()}`)
  return await answer.json()
}
