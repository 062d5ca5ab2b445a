import type pg from 'pg'
import { messageOf } from '../../kit/errors.ts'
import type { Logger } from '../../kit/log.ts'
import { inTransaction } from '../../kit/transaction.ts'
import { type ChainSource, collectChain } from './collect-chain.ts'
import { collectExpiring } from './collect-expiring.ts'
import { collectIntents } from './collect-intents.ts'
import { collectApprovals, collectOutbox } from './collect-outbox.ts'
import { collectProposals } from './collect-proposals.ts'

/** PostgreSQL's code. */
const UNDEFINED_TABLE = '42P01'

export interface CollectorDependencies {
  pool: pg.Pool
  log: Logger
  now: () => Date
  source: ChainSource
}

/** One transaction of a source; whether there is more at once. */
type Step = (client: pg.PoolClient) => Promise<boolean>

/** Makes notifications of everything that happened since; one source that is away holds no other up. Names of those that failed. */
export async function collect(dependencies: CollectorDependencies): Promise<string[]> {
  const { source } = dependencies
  const { chainId, schema } = source
  const nowSec = Math.floor(dependencies.now().getTime() / 1000)
  const steps: Record<string, Step> = {
    outbox: (client) => collectOutbox(client),
    chain: (client) => collectChain(client, source),
    intents: (client) => collectIntents(client, chainId),
    approvals: (client) => collectApprovals(client, source),
    proposals: (client) => collectProposals(client),
    expiring: (client) => collectExpiring(client, { chainId, schema, nowSec }),
  }
  const failed: string[] = []
  for (const [name, step] of Object.entries(steps)) {
    try {
      let hasMore = true
      while (hasMore) hasMore = await alone(dependencies.pool, step)
    } catch (error) {
      failed.push(name)
      const details = { source: name, reason: messageOf(error) }
      // At a first start the index makes its tables at the same time.
      if (isMissing(error)) dependencies.log.info(details, 'a source is not there yet')
      else dependencies.log.warn(details, 'a source was not read')
    }
  }
  return failed
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE
}

/** Of several processes one collects at a time; who finds the lock taken leaves it to the other. */
async function alone(pool: pg.Pool, step: Step): Promise<boolean> {
  return await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext('notify.collect')) as mine`,
    )
    return rows[0]?.mine === true && (await step(client))
  })
}
