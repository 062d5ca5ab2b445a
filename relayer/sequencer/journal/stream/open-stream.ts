import { setTimeout as wait } from 'node:timers/promises'
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { JournalStreamUnsafeError } from '../errors.ts'
import type { JournalUrl } from '../journal-url.ts'
import type { Log } from '../recover.ts'
import { ANSWER_MS, MESSAGE_BYTES, OPEN_MS, PAUSE_MS } from './limits.ts'

export interface StreamOptions {
  url: JournalUrl
  /** One stream is one journal. */
  name: string
  /** Servers that keep it: 3 survive the loss of one, 1 is for a single server. */
  replicas: number
  log: Log
}

/** A stream that is one journal. */
export interface JournalStream {
  name: string
  subject: string
  publisher: JetStreamClient
  manager: JetStreamManager
  /** Sequence of the last message, as the stream's leader says. */
  lastSequence(): Promise<number>
  close(): Promise<void>
}

/** Connects, and creates the stream unless it is there; waits for servers that are not up yet. */
export const openStream = async ({ log, name, replicas, url }: StreamOptions): Promise<JournalStream> => {
  log({ servers: url.servers, stream: name }, 'connecting to the journal stream')
  const connection = await connect({
    name: 'sequencer',
    servers: [...url.servers],
    ...(url.isEncrypted ? { tls: {} } : {}),
    ...(url.user === undefined ? {} : { user: url.user }),
    ...(url.password === undefined ? {} : { pass: url.password.reveal() }),
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: PAUSE_MS,
    timeout: ANSWER_MS,
    pingInterval: ANSWER_MS,
    maxPingOut: 2,
  })
  try {
    const maxPayload = connection.info?.max_payload ?? 0
    if (maxPayload < MESSAGE_BYTES) throw new JournalStreamUnsafeError(`max_payload is ${maxPayload}`)
    const manager = await untilOpen(() => jetstreamManager(connection, { timeout: ANSWER_MS }))
    const config = configOf(name, replicas)
    const found = await untilOpen(() => findOrAdd(manager, config))
    requireSafe(found, config)
    return {
      name,
      subject: subjectOf(name),
      publisher: jetstream(connection, { timeout: ANSWER_MS }),
      manager,
      lastSequence: async () => (await manager.streams.info(name)).state.last_seq,
      close: () => connection.close(),
    }
  } catch (error) {
    await connection.close()
    throw error
  }
}

const subjectOf = (name: string): string => `genex.journal.${name}`

/** Nothing is ever deleted, by age, size, count or hand; a full disk refuses new records instead of dropping old ones. */
const configOf = (name: string, replicas: number) =>
  ({
    name,
    subjects: [subjectOf(name)],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: replicas,
    discard: DiscardPolicy.New,
    max_age: 0,
    max_bytes: -1,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    max_msg_size: MESSAGE_BYTES,
    deny_delete: true,
    deny_purge: true,
    allow_rollup_hdrs: false,
    allow_direct: false,
    mirror_direct: false,
    no_ack: false,
  }) as const satisfies Partial<StreamConfig>

const findOrAdd = async (manager: JetStreamManager, config: ReturnType<typeof configOf>): Promise<StreamConfig> => {
  try {
    return (await manager.streams.info(config.name)).config
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)) throw error
    return (await manager.streams.add({ ...config, subjects: [...config.subjects] })).config
  }
}

/** A stream that somebody made or changed by hand must be as safe as ours. */
const requireSafe = (found: StreamConfig, config: ReturnType<typeof configOf>): void => {
  for (const [key, wanted] of Object.entries(config)) {
    const value = found[key as keyof StreamConfig] ?? false
    if (key === 'num_replicas' ? Number(value) < Number(wanted) : JSON.stringify(value) !== JSON.stringify(wanted))
      throw new JournalStreamUnsafeError(`${config.name}: ${key} is ${JSON.stringify(value)}, not ${wanted}.`)
  }
}

/** Tries again while servers start or elect; what is refused for another reason is refused in the end, too. */
const untilOpen = async <Value>(attempt: () => Promise<Value>): Promise<Value> => {
  const deadline = performance.now() + OPEN_MS
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await wait(PAUSE_MS)
    }
  }
}
