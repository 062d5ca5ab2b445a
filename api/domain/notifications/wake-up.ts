import type pg from 'pg'
import { messageOf } from '../../../kit/errors.ts'
import type { Logger } from '../../../kit/log.ts'
import { WAKE_UP_RETRY_MS } from '../../limits.ts'

type Wake = () => void

/**
 * Wakes whoever waits for an account's notifications (LISTEN). It only saves time: who is not woken looks again by itself, so a lost
 * connection loses nothing. The connection is there while somebody waits.
 */
export class WakeUps {
  readonly #pool: pg.Pool
  readonly #log: Logger
  readonly #byAccount = new Map<string, Set<Wake>>()
  #client: Promise<Listening | undefined> | undefined

  constructor({ pool, log }: { pool: pg.Pool; log: Logger }) {
    this.#pool = pool
    this.#log = log
  }

  /** Gives a function that ends it. */
  add(account: string, wake: Wake): () => void {
    const own = this.#byAccount.get(account) ?? new Set()
    this.#byAccount.set(account, own.add(wake))
    this.#client ??= this.#listen()
    return () => {
      own.delete(wake)
      if (own.size === 0 && this.#byAccount.get(account) === own) this.#byAccount.delete(account)
      if (this.#byAccount.size === 0) this.#leave()
    }
  }

  async #listen(): Promise<Listening | undefined> {
    try {
      const client = await this.#pool.connect()
      const release = once(() => client.release(true))
      client.on('notification', ({ payload = '' }) => this.#wake(payload))
      client.on('error', () => {
        release()
        this.#tryAgain()
      })
      await client.query('listen notify')
      // What came before it listened.
      for (const account of this.#byAccount.keys()) this.#wake(account)
      return { release }
    } catch (error) {
      this.#log.warn({ reason: messageOf(error) }, 'notifications: not woken by the database')
      this.#tryAgain()
      return undefined
    }
  }

  #tryAgain(): void {
    setTimeout(() => {
      this.#client = this.#byAccount.size > 0 ? this.#listen() : undefined
    }, WAKE_UP_RETRY_MS).unref()
  }

  #wake(account: string): void {
    for (const wake of this.#byAccount.get(account) ?? []) wake()
  }

  /** A connection that has listened is not given to anybody else. */
  #leave(): void {
    const leaving = this.#client
    this.#client = undefined
    void leaving?.then((client) => client?.release())
  }
}

interface Listening {
  release: () => void
}

function once(run: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    run()
  }
}
