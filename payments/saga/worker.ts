import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from '../../kit/log.ts'
import { ALERT_FAILURES, IDLE_MS, WORKERS } from '../limits.ts'
import { claimDue, insertAudit, insertEntries, savePurchase } from '../store/purchases.ts'
import { applyTransition, postpone } from './apply-transition.ts'
import type { Ports, Transition } from './ports.ts'
import type { Purchase } from './purchase.ts'
import { STEPS } from './steps/steps.ts'

export interface WorkerDependencies {
  pool: pg.Pool
  log: Logger
  ports: Ports
  now: () => Date
}

/**
 * One look at the purchase that has waited longest. Its row stays locked meanwhile, so that nobody else works on it; what is decided is
 * written in one transaction. A crash loses what was not written, never what was done: the step finds it done. False when none was due.
 */
export async function workOnce({ pool, log, ports, now }: WorkerDependencies): Promise<boolean> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const purchase = await claimDue(client, now())
    if (purchase) {
      const transition = await stepOf({ log, ports, now }, purchase)
      await write(client, { purchase, transition, at: now() })
      if (transition?.patch.state) tell(log, purchase, transition)
    }
    await client.query('commit')
    return purchase !== undefined
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** Undefined when it failed: it is looked at again later. */
async function stepOf(
  { log, ports, now }: Omit<WorkerDependencies, 'pool'>,
  purchase: Purchase,
): Promise<Transition | undefined> {
  const { id, state, failures } = purchase
  try {
    return await STEPS[state](ports, purchase, now())
  } catch (error) {
    const level = failures + 1 >= ALERT_FAILURES ? 'error' : 'warn'
    log[level]({ purchase: id, state, failures: failures + 1, err: error }, 'purchase has to wait')
    return undefined
  }
}

async function write(
  client: pg.PoolClient,
  { purchase, transition, at }: { purchase: Purchase; transition: Transition | undefined; at: Date },
): Promise<void> {
  await savePurchase(client, transition ? applyTransition(purchase, transition, at) : postpone(purchase, at))
  await insertEntries(client, transition?.entries ?? [], at)
  if (transition?.audit) await insertAudit(client, { purchaseId: purchase.id, note: transition.audit, at })
}

function tell(log: Logger, { id, state }: Purchase, { patch, audit }: Transition): void {
  const fields = { purchase: id, from: state, to: patch.state, ...(patch.reason ? { reason: patch.reason } : {}) }
  if (patch.state === 'held') log.error({ ...fields, audit: audit?.kind }, 'purchase is held for a human')
  else log.info(fields, 'purchase moved')
}

/** Keeps working until stopped; returns how to stop. */
export function keepWorking(dependencies: WorkerDependencies): () => Promise<void> {
  const stop = new AbortController()
  const work = async () => {
    while (!stop.signal.aborted) {
      const hasWorked = await workOnce(dependencies).catch((error: unknown) => {
        dependencies.log.warn({ err: error }, 'purchases cannot be worked on')
        return false
      })
      if (!hasWorked) await pause(IDLE_MS, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }
  const workers = Array.from({ length: WORKERS }, work)
  return async () => {
    stop.abort()
    await Promise.all(workers)
  }
}
