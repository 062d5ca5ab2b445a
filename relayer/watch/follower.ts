import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'
import { RetryableError } from '../../kit/errors.ts'
import type { Logger } from '../../kit/log.ts'
import type { CheckpointTaker } from './checkpoint/checkpoint-taker.ts'
import type { RecordSource } from './journal/records.ts'
import { FLUSH_MS, IDLE_LAG_MS, MAX_LAG_MS, RECORDS_PER_TURN } from './limits.ts'
import { saveAlerts, saveReports } from './store/store.ts'
import type { Seen, Watch } from './watch.ts'

interface Dependencies {
  watch: Watch
  source: RecordSource
  pool: pg.Pool
  log: Logger
  clock: () => number
  checkpoints?: Pick<CheckpointTaker, 'takeIfDue'>
}

/** Leads the watch along the journal and stores what it sees. A record is only passed when what it showed is stored. */
export class Follower {
  alertCount = 0
  readonly #dependencies: Dependencies
  /** When the end of the journal was last reached. */
  #caughtUpAtMs: number | undefined
  #flushedAtMs = 0

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** Ends with the source; rejects when the journal is damaged. */
  async run(): Promise<void> {
    const { checkpoints, clock, source, watch } = this.#dependencies
    for await (const records of source) {
      for (const [index, record] of records.entries()) {
        await this.#keep(watch.apply(record))
        // A long journal is read for seconds; requests and probes are answered meanwhile.
        if (index % RECORDS_PER_TURN === RECORDS_PER_TURN - 1) await setImmediate()
      }
      await checkpoints?.takeIfDue()
      if (records.length > 0) continue
      await this.#keep(watch.advance(clock() - IDLE_LAG_MS))
      this.#caughtUpAtMs = clock()
      await this.#flush()
    }
  }

  /** Throws unless the end of the journal was reached lately. */
  requireCaughtUp(): void {
    const { clock, watch } = this.#dependencies
    if (this.#caughtUpAtMs !== undefined && clock() - this.#caughtUpAtMs <= MAX_LAG_MS) return
    const details = `It has read up to position ${watch.position}.`
    throw new RetryableError('The journal is still being read.', { code: 'WATCH_BEHIND', details })
  }

  async #keep({ alerts, reports }: Seen): Promise<void> {
    const { log, pool } = this.#dependencies
    if (reports.length > 0) await saveReports(pool, reports)
    if (alerts.length === 0) return
    this.alertCount += alerts.length
    const added = await saveAlerts(pool, alerts)
    if (added === 0) return
    for (const { id, kind, accounts, series, scoreBps } of alerts)
      log.warn({ id, kind, accounts, series, scoreBps }, 'alert')
  }

  async #flush(): Promise<void> {
    const { clock, log, pool, watch } = this.#dependencies
    if (clock() < this.#flushedAtMs + FLUSH_MS) return
    this.#flushedAtMs = clock()
    // The next flush stores the same and more, so a database that is away for a moment costs nothing.
    await saveReports(pool, watch.currentReports()).catch((error: unknown) =>
      log.warn({ err: error }, 'the running day was not stored'),
    )
  }
}
