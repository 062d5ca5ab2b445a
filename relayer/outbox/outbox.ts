import { setTimeout as pause } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { BaseError, messageOf, RetryableError } from '../../kit/errors.ts'
import { FAILURE_PAUSE_MS, HEAD_POLL_MS, HEAD_STALE_MS, IDLE_TICK_MS } from '../limits.ts'
import type { Store } from '../store/database.ts'
import { chains, lanes } from '../store/schema.ts'
import type { Head } from './chain.ts'
import type { Look, OutboxContext } from './context.ts'
import { deepen, liftReorganised } from './depth.ts'
import { marketFees } from './fees.ts'
import { recordLandings, reopenBeyond } from './landing.ts'
import { addressOf, type Lane } from './lane.ts'
import { refillLanes, type Treasury } from './refill.ts'
import { fillGaps, sendAttempt, sendOpen } from './sending.ts'
import { sendNext } from './serial-queue.ts'
import { freeNonce, lockSlot, type Payload, prepare } from './slots.ts'

export interface OutboxLanes {
  settlement: Lane
  intents: readonly Lane[]
  treasury?: Treasury | undefined
}

/** A payload and what has to be written down in the same transaction that gives it its slot. */
export interface Load {
  payload: Payload
  attach(transactionId: bigint): Promise<void>
}

/** Carries transactions to one chain: looks at every new block and does whatever the chain's nonces ask for. */
export class Outbox {
  readonly context: OutboxContext
  readonly lanes: OutboxLanes
  readonly #onLook: (look: Look) => void
  #look: Look | undefined
  #lookedAtMs = 0
  #tickedAt: Date | undefined
  #isVerified = false
  #isRunning = false
  #loop: Promise<void> = Promise.resolve()
  #turn = 0

  constructor(context: OutboxContext, lanes: OutboxLanes, onLook: (look: Look) => void) {
    this.context = context
    this.lanes = lanes
    this.#onLook = onLook
  }

  /** The last look at the chain. Throws `CHAIN_UNAVAILABLE` before the first. */
  get look(): Look {
    if (this.#look) return this.#look
    throw new RetryableError('The chain has not been seen yet.', { code: 'CHAIN_UNAVAILABLE' })
  }

  /** Follows the chain until `stop`. Rejects at once when the node serves another chain; waits when there is no node. */
  async start(): Promise<void> {
    await this.#verify().catch((error: unknown) => {
      if (error instanceof BaseError && !error.retryable) throw error
      this.context.log.warn({ reason: messageOf(error) }, 'chain not reachable yet')
    })
    this.#isRunning = true
    this.#loop = this.#follow()
  }

  async stop(): Promise<void> {
    this.#isRunning = false
    await this.#loop
  }

  checkReady(): void {
    if (performance.now() - this.#lookedAtMs > HEAD_STALE_MS || !this.#look) throw new Error('no recent block')
  }

  /** Sends the next waiting settlement transaction if the lane is free. */
  async sendSettlement(): Promise<void> {
    if (this.#look) await sendNext(this.context, this.lanes.settlement, this.#look)
  }

  /**
   * Puts a load on the next intents lane with a free slot. `claim` runs inside the transaction that takes the slot;
   * false when no lane is free or there was nothing to claim.
   */
  async carry(claim: (store: Store) => Promise<Load | undefined>): Promise<boolean> {
    const { intents } = this.lanes
    for (let i = 0; i < intents.length; i++) {
      const lane = intents[this.#turn++ % intents.length]
      if (!lane) continue
      const outcome = await this.#carryOn(lane, claim)
      if (outcome !== 'full') return outcome === 'sent'
    }
    return false
  }

  /** Whether an intents lane has a free slot: nothing is simulated in vain. */
  async hasFreeSlot(): Promise<boolean> {
    const { store, chain } = this.context
    const rows = await store
      .select()
      .from(lanes)
      .where(eq(lanes.chainId, BigInt(chain.chainId)))
    const nextNonces = new Map(rows.map(({ address, nextNonce }) => [address, nextNonce]))
    return this.lanes.intents.some((lane) => {
      const nextNonce = nextNonces.get(addressOf(lane))
      return nextNonce !== undefined && freeNonce(lane, nextNonce) !== undefined
    })
  }

  async #carryOn(lane: Lane, claim: (store: Store) => Promise<Load | undefined>): Promise<'sent' | 'empty' | 'full'> {
    const result = await this.context.store.transaction(async (store) => {
      const nonce = await lockSlot(this.context, store, lane)
      if (nonce === undefined) return 'full'
      const load = await claim(store)
      if (!load) return 'empty'
      const { payload, attach } = load
      const prepared = await prepare(this.context, store, { lane, nonce, payload, fees: this.look.market })
      await attach(prepared.transactionId)
      return prepared
    })
    if (typeof result === 'string') return result
    await sendAttempt(this.context, { id: result.transactionId, state: 'prepared' }, result.attempt)
    return 'sent'
  }

  async #follow(): Promise<void> {
    let lastTickMs = 0
    while (this.#isRunning) {
      try {
        if (!this.#isVerified) await this.#verify()
        const head = await this.context.chain.head()
        this.#lookedAtMs = performance.now()
        if (head.hash !== this.#look?.head.hash || this.#lookedAtMs - lastTickMs > IDLE_TICK_MS) {
          await this.#tick(head)
          lastTickMs = performance.now()
        }
        await pause(HEAD_POLL_MS)
      } catch (error) {
        // Whatever was down may come back as something else, and a half-done tick is done again.
        this.#isVerified = false
        this.#tickedAt = undefined
        lastTickMs = 0
        this.context.log.warn({ err: error }, 'look at the chain failed')
        await pause(FAILURE_PAUSE_MS)
      }
    }
  }

  async #tick(head: Head): Promise<void> {
    const { context } = this
    const [depths, tip] = await Promise.all([context.chain.depths(head), context.chain.suggestedTipWei()])
    const market = marketFees(head.baseFeePerGasWei, tip)
    const look: Look = { head, ...depths, market, previousAt: this.#tickedAt }
    this.#tickedAt = new Date()
    await liftReorganised(context, head, this.#look?.head)
    for (const lane of this.#allLanes) {
      const chainNonce = await context.chain.nonceOf(addressOf(lane))
      lane.chainNonce = chainNonce
      await reopenBeyond(context, lane, chainNonce)
      await recordLandings(context, lane, look, chainNonce)
      await fillGaps(context, lane, look, chainNonce)
      await sendOpen(context, lane, look, chainNonce)
    }
    await deepen(context, look)
    this.#look = look
    await this.sendSettlement()
    this.#onLook(look)
    const { settlement, intents, treasury } = this.lanes
    if (treasury) await refillLanes(context, treasury, { lanes: [settlement, ...intents], look })
  }

  get #allLanes(): Lane[] {
    const { settlement, intents, treasury } = this.lanes
    return [settlement, ...intents, ...(treasury ? [treasury.lane] : [])]
  }

  /** The right chain, the same chain as ever, and a row for each lane. */
  async #verify(): Promise<void> {
    const { chain, store } = this.context
    const genesisHash = await chain.verify()
    const chainId = BigInt(chain.chainId)
    await store.insert(chains).values({ chainId, genesisHash }).onConflictDoNothing()
    const [known] = await store.select().from(chains).where(eq(chains.chainId, chainId))
    if (known?.genesisHash !== genesisHash) {
      throw new BaseError('This chain has another first block than the one the database belongs to.', {
        code: 'WRONG_CHAIN',
        details: `Expected ${known?.genesisHash}, the node serves ${genesisHash}.`,
        status: 500,
      })
    }
    for (const lane of this.#allLanes) {
      await store
        .insert(lanes)
        .values({ chainId, address: addressOf(lane), nextNonce: 0n })
        .onConflictDoNothing()
    }
    this.#isVerified = true
  }
}
