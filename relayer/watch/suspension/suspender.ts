import type pg from 'pg'
import { messageOf } from '../../../kit/errors.ts'
import type { Logger } from '../../../kit/log.ts'
import type { Hex } from '../../sequencer/engine/types.ts'
import { SUSPENSION_WINDOW_DAYS } from '../limits.ts'
import { DAY_MS, dayName } from '../obligations/day-measure.ts'
import { readMakerDays, saveProposal } from '../store/suspensions.ts'
import { type Breach, breachHash, breachOf, type MakerDay } from './breach.ts'
import type { Registry } from './registry.ts'

interface Dependencies {
  pool: pg.Pool
  registry: Registry
  log: Logger
  clock: () => number
  /** Days in a row below its obligations after which a maker is suspended. */
  afterDays: number
  /** Throws while the journal is still being read: then the newest days are not known. */
  requireCaughtUp: () => void
}

/**
 * Proposes the suspension of market makers below their obligations and carries it out. A proposal is stored before it is sent and
 * found again by every later turn, so a kill in between costs nothing; what the chain refuses (a daily cap) is tried again.
 */
export class Suspender {
  readonly #dependencies: Dependencies
  #running: Promise<void> | undefined

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** Never rejects; calls while one runs share it. */
  turn(): Promise<void> {
    const { log } = this.#dependencies
    this.#running ??= this.#turn()
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'no suspension could be looked at'))
      .finally(() => {
        this.#running = undefined
      })
    return this.#running
  }

  async #turn(): Promise<void> {
    const { afterDays, clock, pool, requireCaughtUp } = this.#dependencies
    requireCaughtUp()
    const fromDay = dayName(clock() - SUSPENSION_WINDOW_DAYS * DAY_MS)
    for (const [account, days] of await readMakerDays(pool, fromDay)) {
      // Without the chain first: most makers keep their promises.
      if (!breachOf(account, days, { afterDays, fromDay })) continue
      const breach = await this.#breachSinceActive(account, days)
      if (breach) await this.#suspend(breach)
    }
  }

  async #breachSinceActive(account: Hex, days: readonly MakerDay[]): Promise<Breach | undefined> {
    const { afterDays, registry } = this.#dependencies
    const sinceDay = await registry.activeSinceDay(account)
    if (sinceDay === undefined) return undefined
    return breachOf(account, days, { afterDays, fromDay: dayName((sinceDay + 1) * DAY_MS) })
  }

  async #suspend(breach: Breach): Promise<void> {
    const { clock, log, pool, registry } = this.#dependencies
    const id = breachHash(breach)
    const { account, days } = breach
    if (await saveProposal(pool, { ...breach, id, proposedAtMs: clock() })) {
      log.warn({ id, account, days }, 'suspension proposed')
    }
    try {
      const transaction = await registry.suspend(account, id)
      log.warn({ id, account, transaction }, 'market maker suspended')
    } catch (error) {
      log.error({ id, account, reason: messageOf(error) }, 'the suspension was not carried out')
    }
  }
}
