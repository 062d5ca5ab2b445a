import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { JournalFencedError } from '../errors.ts'
import { Group } from '../group.ts'
import type { JournalLog } from '../journal-log.ts'
import { GROUP_BYTES, PAUSE_MS, RESOLVE_MS } from './limits.ts'
import { type MessageKind, messageHeaders, nameOf, type StreamEnd, writerOf } from './message.ts'
import type { JournalStream } from './open-stream.ts'

/**
 * One message per group, published only if the stream still ends where this process left it. One at a time: a second one in
 * flight would expect a sequence that a rival's message could have taken, and would pass behind it.
 */
export class StreamLog implements JournalLog {
  readonly groupBytes = GROUP_BYTES
  readonly isLeased = true
  readonly #stream: JournalStream
  readonly #writer = randomUUID()
  #sequence: number
  #epoch = 0
  #end: Group
  #isBroken = false

  private constructor(stream: JournalStream, end: StreamEnd) {
    this.#stream = stream
    this.#sequence = end.sequence
    this.#end = new Group(end.nextPosition - 1, end.hash)
  }

  /** Takes the lead behind what has been read; JournalFencedError when somebody has written since. */
  static async claim(stream: JournalStream, end: StreamEnd): Promise<StreamLog> {
    const log = new StreamLog(stream, end)
    await log.#publish(log.#end, 'lead')
    log.#epoch = log.#sequence
    return log
  }

  get epoch(): number {
    return this.#epoch
  }

  async write(group: Group): Promise<void> {
    await this.#publish(group, 'records')
    this.#end = new Group(group.lastPosition, Buffer.from(group.lastHash()))
  }

  /** Tells the others that they need not wait for the lease to run out. */
  async close(): Promise<void> {
    if (!this.#isBroken) await this.#publish(this.#end, 'resign')
    await this.#stream.close()
  }

  async #publish(group: Group, kind: MessageKind): Promise<void> {
    const deadline = performance.now() + RESOLVE_MS
    try {
      while (!(await this.#attempt(group, kind))) {
        if (performance.now() > deadline) throw new Error(`no answer from stream ${this.#stream.name}`)
        await wait(PAUSE_MS)
      }
      this.#sequence++
    } catch (error) {
      this.#isBroken = true
      throw error
    }
  }

  /**
   * Publishes once. When the outcome is not known the stream's end is read: the message may be there, or a rival's. Only when
   * nothing is there may the next attempt follow, under the same fence, so that at most one of them is ever kept.
   */
  async #attempt(group: Group, kind: MessageKind): Promise<boolean> {
    const { name: streamName, publisher, subject } = this.#stream
    const expect = { streamName, lastSequence: this.#sequence }
    const headers = messageHeaders(this.#writer, group.firstPosition, kind)
    try {
      await publisher.publish(subject, group.linkedRecords(), { expect, headers })
      return true
    } catch {
      return this.#isKept(group)
    }
  }

  async #isKept(group: Group): Promise<boolean> {
    const { manager, name } = this.#stream
    const sequence = this.#sequence + 1
    const found = await manager.streams.getMessage(name, { seq: sequence }).catch(() => null)
    if (found === null) return false
    const message = { seq: found.seq, data: found.data, headers: found.header }
    if (writerOf(message) === this.#writer && group.linkedRecords().equals(message.data)) return true
    throw new JournalFencedError(`It wrote ${nameOf(name, sequence)}.`)
  }
}
