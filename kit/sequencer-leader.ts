import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { BaseError, messageOf, RetryableError } from './errors.ts'
import { createInternalClient, type InternalClient } from './internal-client.ts'
import {
  LEADER_ANSWER_MS,
  LEADER_SEARCH_MS,
  LEADER_WAIT_MS,
  LEADER_WATCH_MS,
  SEQUENCER_CALL_TIMEOUT_MS,
} from './limits.ts'
import type { Secret } from './secret.ts'

const leaderSchema = z.object({ partition: z.object({ index: z.int(), count: z.int() }) })

export interface LeaderParameters {
  /** Every process of the partition; one leads, the others stand by. */
  urls: readonly string[]
  partition: { index: number; count: number }
  token: Secret
}

/**
 * The leader of one partition, whichever of its processes that is. A call that meets no leader goes to the next one within a bounded time.
 * It may have had its effect before: everything that the sequencer is asked for is the same when it is asked for twice.
 */
export class SequencerLeader implements InternalClient {
  readonly #parameters: LeaderParameters
  readonly #processes: ReadonlyMap<string, { calls: InternalClient; probe: InternalClient }>
  readonly #onChange: ((url: string) => void)[] = []
  #leader: string | undefined
  #last: string | undefined
  /** Resolves with the leader that is looked for; rejects when that takes too long, and stays so until one is found. */
  #search: Promise<string> | undefined
  #reason = 'nobody was asked yet'
  #watch: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(parameters: LeaderParameters) {
    const { urls, token } = parameters
    this.#parameters = parameters
    const clientOf = (url: string, options: { timeoutMs?: number } = {}) =>
      createInternalClient({ name: 'sequencer', url, token, ...options })
    this.#processes = new Map(
      urls.map((url) => {
        const calls = clientOf(url, urls.length > 1 ? { timeoutMs: SEQUENCER_CALL_TIMEOUT_MS } : {})
        return [url, { calls, probe: clientOf(url, { timeoutMs: LEADER_ANSWER_MS }) }]
      }),
    )
    if (urls.length === 1) this.#leader = urls[0]
  }

  /** `sequencer`, or `sequencer 2/3`. */
  get name(): string {
    const { index, count } = this.#parameters.partition
    return count === 1 ? 'sequencer' : `sequencer ${index + 1}/${count}`
  }

  get(path: string): Promise<unknown> {
    return this.#call((process) => process.get(path))
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.#call((process) => process.post(path, body))
  }

  /** The URL of the leader, looked for if it is not known. */
  async url(): Promise<string> {
    return this.#leader ?? (await this.#find())
  }

  /** Somebody met no leader at a URL; a process without standbys is asked again all the same. */
  lost(url: string): void {
    if (this.#processes.size === 1 || this.#leader !== url) return
    this.#leader = undefined
    void this.#find().catch(() => undefined)
  }

  /** Tells of every other leader than the one before. */
  onChange(listener: (url: string) => void): void {
    this.#onChange.push(listener)
  }

  /** Throws unless a leader answers now. */
  async check(): Promise<void> {
    if (!this.#leader) throw new Error(`no leader: ${this.#reason}`)
    await this.#ask(this.#leader)
  }

  /** Looks for the leader and keeps asking whether it still leads. */
  watch(): this {
    if (this.#processes.size === 1) return this
    void this.#find().catch(() => undefined)
    this.#watch = setInterval(() => {
      const url = this.#leader
      if (url) void this.#ask(url).catch(() => this.lost(url))
    }, LEADER_WATCH_MS).unref()
    return this
  }

  close(): void {
    this.#isClosed = true
    clearInterval(this.#watch)
  }

  async #call(run: (process: InternalClient) => Promise<unknown>): Promise<unknown> {
    const url = await this.url()
    try {
      return await run(this.#at(url).calls)
    } catch (error) {
      if (!isAway(error)) throw error
      if (this.#processes.size === 1) throw this.#unavailable(error)
      this.lost(url)
    }
    // Once more, at whoever leads then: the same order, cancel or wish again has the same effect.
    const next = await this.url()
    try {
      return await run(this.#at(next).calls)
    } catch (error) {
      if (!isAway(error)) throw error
      this.lost(next)
      throw this.#unavailable(error)
    }
  }

  #find(): Promise<string> {
    if (this.#search) return this.#search
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const timer = setTimeout(() => reject(this.#unavailable(new Error(this.#reason))), LEADER_WAIT_MS)
    // Nobody may be waiting when it is given up.
    promise.catch(() => undefined)
    this.#search = promise
    void this.#seek().then((url) => {
      clearTimeout(timer)
      this.#search = undefined
      if (!url) return reject(this.#unavailable(new Error('it is closed')))
      this.#lead(url)
      resolve(url)
    })
    return promise
  }

  /** Asks all processes until one leads; undefined once closed. */
  async #seek(): Promise<string | undefined> {
    while (!this.#isClosed) {
      const asked = [...this.#processes.keys()].map((url) => this.#ask(url).then(() => url))
      try {
        return await Promise.any(asked)
      } catch (error) {
        const reasons = error instanceof AggregateError ? error.errors : [error]
        this.#reason = reasons.map(messageOf).join('; ')
      }
      await pause(LEADER_SEARCH_MS, undefined, { ref: false })
    }
    return undefined
  }

  #lead(url: string): void {
    const isOther = this.#last !== undefined && this.#last !== url
    this.#leader = url
    this.#last = url
    if (isOther) for (const listener of this.#onChange) listener(url)
  }

  /** Only a leader answers, and one of another partition would refuse or scatter what belongs here. */
  async #ask(url: string): Promise<void> {
    const { index, count } = this.#parameters.partition
    const { partition } = leaderSchema.parse(await this.#at(url).probe.get('/internal/v1/leader'))
    if (partition.index === index && partition.count === count) return
    throw new Error(`${url} is partition ${partition.index + 1}/${partition.count}, not ${index + 1}/${count}`)
  }

  #at(url: string) {
    const process = this.#processes.get(url)
    if (!process) throw new RangeError(`${url} is no process of ${this.name}`)
    return process
  }

  #unavailable(cause: unknown): RetryableError {
    const { index, count } = this.#parameters.partition
    const whose = count === 1 ? '' : `Part ${index + 1} of ${count} of the market has no leader; the others go on. `
    const details = `${whose}Try again in a moment.`
    return new RetryableError('The sequencer does not answer.', { code: 'SEQUENCER_UNAVAILABLE', details, cause })
  }
}

/** Nobody led there: no answer, a standby, or a proxy's word that nothing is behind it. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false
  if (error.code === 'SEQUENCER_UNAVAILABLE' || error.code === 'SEQUENCER_STANDBY') return true
  return error.code === 'INTERNAL_CALL_FAILED' && error.status >= 502
}
