import type { Channel } from './channels.ts'
import type { StreamConnection } from './connection.ts'
import { textFrame } from './text-frame.ts'

/** Who follows which channel of one market, and how many messages each channel has told. */
export class ChannelFollowers {
  readonly #connections = new Map<Channel, Set<StreamConnection>>()
  readonly #sequences = new Map<Channel, number>()

  /** Channels that somebody follows. */
  channels(): Channel[] {
    return [...this.#connections].flatMap(([channel, connections]) => (connections.size > 0 ? [channel] : []))
  }

  /** Whether anybody follows one of the channels, or any at all. */
  isFollowed(isMeant: (channel: Channel) => boolean = () => true): boolean {
    return this.channels().some(isMeant)
  }

  isFollowedBy(connection: StreamConnection): boolean {
    return [...this.#connections.values()].some((connections) => connections.has(connection))
  }

  has(channel: Channel, connection: StreamConnection): boolean {
    return this.#connections.get(channel)?.has(connection) ?? false
  }

  add(channel: Channel, connection: StreamConnection): void {
    this.#connections.set(channel, (this.#connections.get(channel) ?? new Set()).add(connection))
  }

  remove(channel: Channel, connection: StreamConnection): void {
    this.#connections.get(channel)?.delete(connection)
  }

  /** Number of the channel's last message; it counts up by one whether or not anybody follows. */
  sequenceOf(channel: Channel): number {
    return this.#sequences.get(channel) ?? 0
  }

  /** Numbers a message and sends it to every follower; it is made into bytes once. */
  publish(channel: Channel, messageAt: (sequence: number) => object | undefined): void {
    const sequence = this.sequenceOf(channel) + 1
    this.#sequences.set(channel, sequence)
    const connections = this.#connections.get(channel)
    if (!connections?.size) return
    const message = messageAt(sequence)
    if (!message) return
    const frame = textFrame(message)
    for (const connection of connections) connection.send(frame)
  }
}
