import { join } from 'node:path'
import { PARTIES, type Party } from '../sdk/src/mapping/parties.ts'
import { type LocalOptions, REPOSITORY_DIR } from './config.ts'
import type { LocalEnvironment } from './environment.ts'
import type { ProcessSpec } from './managed-process.ts'
import { mappingPort, partyEnvironment } from './mapping-parties.ts'
import { doublesEnvironment, paymentsEnvironment } from './payment-processes.ts'
import { answersOk } from './until.ts'

/** Our own services, by the same entry points that run in production. */
export function serviceSpecs(options: LocalOptions, environment: LocalEnvironment): ProcessSpec[] {
  const { ports } = options
  const service = (name: string, entry: string, port: number, env = environment): ProcessSpec => ({
    name,
    command: process.execPath,
    args: [join(REPOSITORY_DIR, entry)],
    cwd: REPOSITORY_DIR,
    env,
    stopSignal: 'SIGTERM',
    isReady: () => answersOk(`http://127.0.0.1:${port}/readyz`),
  })
  const signer = (party: Party): ProcessSpec => {
    const env = partyEnvironment(options, environment, party)
    return service(`mapping-${party}`, 'mapping/signer/main.ts', mappingPort(options, party), env)
  }
  const doubles: ProcessSpec = {
    ...service('providers', 'local/doubles/main.ts', 0, doublesEnvironment(options, environment)),
    isReady: () => answersOk(`http://127.0.0.1:${ports.COINBASE_DOUBLE_PORT}/healthz`),
  }
  return [
    service('ponder', 'ponder/main.ts', ports.PONDER_PORT),
    service('relayer', 'relayer/main.ts', ports.RELAYER_PORT),
    service('sequencer', 'relayer/sequencer/main.ts', ports.SEQUENCER_PORT),
    service('watch', 'relayer/watch/main.ts', ports.WATCH_PORT),
    service('notifier', 'notifier/main.ts', ports.NOTIFIER_PORT),
    ...PARTIES.map(signer),
    doubles,
    service('payments', 'payments/main.ts', ports.PAYMENTS_PORT, paymentsEnvironment(options, environment)),
    service('api', 'api/main.ts', ports.API_PORT),
  ]
}
