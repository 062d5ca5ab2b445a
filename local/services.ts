import { join } from 'node:path'
import { type LocalOptions, REPOSITORY_DIR } from './config.ts'
import type { LocalEnvironment } from './environment.ts'
import type { ProcessSpec } from './managed-process.ts'
import { answersOk } from './until.ts'

/** Our own services, by the same entry points that run in production. */
export function serviceSpecs({ ports }: LocalOptions, environment: LocalEnvironment): ProcessSpec[] {
  const service = (name: string, entry: string, port: number): ProcessSpec => ({
    name,
    command: process.execPath,
    args: [join(REPOSITORY_DIR, entry)],
    cwd: REPOSITORY_DIR,
    env: environment,
    stopSignal: 'SIGTERM',
    isReady: () => answersOk(`http://127.0.0.1:${port}/readyz`),
  })
  return [
    service('ponder', 'ponder/main.ts', ports.PONDER_PORT),
    service('relayer', 'relayer/main.ts', ports.RELAYER_PORT),
    service('sequencer', 'relayer/sequencer/main.ts', ports.SEQUENCER_PORT),
    service('watch', 'relayer/watch/main.ts', ports.WATCH_PORT),
    service('api', 'api/main.ts', ports.API_PORT),
  ]
}
