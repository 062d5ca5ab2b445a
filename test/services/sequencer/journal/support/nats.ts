import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../../../../local/until.ts'
import { journalUrlField } from '../../../../../relayer/sequencer/journal/journal-url.ts'
import { type JournalStream, openStream } from '../../../../../relayer/sequencer/journal/stream/open-stream.ts'
import { Child } from '../../../relayer/support/child.ts'
import { freePort } from '../../../relayer/support/places.ts'

/** Debian puts it where ordinary users' PATH does not look. */
const PATH = `${process.env.PATH}:/usr/sbin`

/** A test or a file of tests: what was started ends with it. */
export interface Ending {
  after(run: () => Promise<unknown>): void
}

/** Real NATS servers with JetStream: one alone, or several as a cluster. */
export class NatsServers {
  readonly servers: readonly Child[]
  readonly storeDirs: readonly string[]
  readonly url: string
  readonly replicas: number

  private constructor(servers: Child[], storeDirs: string[], url: string) {
    this.servers = servers
    this.storeDirs = storeDirs
    this.url = url
    this.replicas = servers.length
  }

  /** Starts them; they end with the test. */
  static async start(test: Ending, directory: string, count = 1): Promise<NatsServers> {
    requireNats()
    const ports = await Promise.all(Array.from({ length: count }, () => freePort()))
    const clusterPorts = await Promise.all(Array.from({ length: count }, () => freePort()))
    const routes = clusterPorts.map((port) => `nats://127.0.0.1:${port}`)
    const storeDirs = ports.map((_, i) => join(directory, `nats-${i}`))
    const servers = ports.map((port, i) => {
      const storeDir = storeDirs[i] ?? directory
      mkdirSync(storeDir, { recursive: true })
      const cluster = ['-cluster_name', 'genex', '-cluster', routes[i] ?? '', '-routes', routes.join(',')]
      const args = ['-a', '127.0.0.1', '-p', String(port), '-n', `server-${i}`, '-js', '-sd', storeDir]
      return new Child({
        name: `nats-server ${i}`,
        command: 'nats-server',
        args: count === 1 ? args : [...args, ...cluster],
        env: { PATH },
        stopSignal: 'SIGTERM',
        isReady: async () => true,
      })
    })
    const made = new NatsServers(servers, storeDirs, ports.map((port) => `nats://127.0.0.1:${port}`).join(','))
    test.after(() => Promise.all(servers.map((server) => server.kill())))
    await Promise.all(servers.map((server) => server.start()))
    return made
  }

  /** The stream, for looking at it from outside; closed with the test. */
  async look(test: Ending, name: string): Promise<JournalStream> {
    const url = journalUrlField.parse(this.url)
    const stream = await openStream({ url, name, replicas: this.replicas, log: () => {} })
    test.after(() => stream.close())
    return stream
  }

  /** Waits until every server has all of a stream, so that the next one may be killed. */
  async untilCurrent(stream: JournalStream): Promise<void> {
    await until('all servers having the stream', async () => {
      const { cluster } = await stream.manager.streams.info(stream.name)
      const replicas = cluster?.replicas ?? []
      return replicas.length === this.replicas - 1 && replicas.every(({ current, offline }) => current && !offline)
    })
  }

  /** Kills the server that leads a stream and tells which it was. */
  async killLeader(stream: JournalStream): Promise<Child> {
    let leader: Child | undefined
    await until('the stream having a leader', async () => {
      const { cluster } = await stream.manager.streams.info(stream.name)
      leader = this.servers[Number(cluster?.leader?.split('-')[1] ?? Number.NaN)]
      return leader !== undefined
    })
    if (!leader) throw new Error('the stream has no leader')
    await leader.kill('SIGKILL')
    return leader
  }
}

function requireNats(): void {
  if (spawnSync('nats-server', ['--version'], { env: { PATH } }).status === 0) return
  throw new Error('nats-server is not installed: apt-get install --yes nats-server')
}
