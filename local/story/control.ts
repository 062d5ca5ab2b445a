import { recordedChildren } from '../lock-file.ts'
import type { LocalSystem } from '../start-local.ts'
import { answersOk, until } from '../until.ts'
import type { ServiceControl, ServiceName } from './stage.ts'

/** In the order in which they need each other. */
const SERVICES: readonly ServiceName[] = ['postgres', 'ponder', 'relayer', 'sequencer', 'api']

/** Power over a system that this process supervises: services really end and start. */
export function controlOf(system: LocalSystem): ServiceControl {
  const child = (name: ServiceName) => {
    const found = system.processByName.get(name)
    if (!found) throw new Error(`the system has no service ${name}`)
    return found
  }
  return {
    async killAndAwait(name) {
      const victim = child(name)
      const { pid } = victim
      if (pid === undefined) throw new Error(`${name} does not run`)
      process.kill(pid, 'SIGKILL')
      await until(
        `${name} coming back`,
        async () => victim.pid !== undefined && victim.pid !== pid && (await victim.spec.isReady()),
      )
    },
    async stopAll() {
      for (const name of SERVICES.toReversed()) await child(name).stop()
    },
    async resumeAll() {
      for (const name of SERVICES) await child(name).start()
    },
  }
}

/**
 * Power over a system that another process supervises, by the pids that it recorded. Stopped services are suspended
 * (SIGSTOP): ended ones would be started again at once.
 */
export function controlOfRunning(dataDir: string, readyUrls: Partial<Record<ServiceName, string>>): ServiceControl {
  const pidOf = (name: ServiceName) => {
    const found = recordedChildren(dataDir).find((child) => child.name === name)
    if (!found) throw new Error(`the system has no service ${name}`)
    return found.pid
  }
  const signalAll = (signal: NodeJS.Signals) => {
    for (const name of SERVICES) process.kill(pidOf(name), signal)
  }
  return {
    async killAndAwait(name) {
      const pid = pidOf(name)
      const url = readyUrls[name]
      process.kill(pid, 'SIGKILL')
      await until(
        `${name} coming back`,
        async () => pidOf(name) !== pid && (url === undefined || (await answersOk(url))),
      )
    },
    stopAll: async () => signalAll('SIGSTOP'),
    resumeAll: async () => {
      signalAll('SIGCONT')
      for (const url of Object.values(readyUrls)) await until(`${url} answering`, () => answersOk(url))
    },
  }
}
