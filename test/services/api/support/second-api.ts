import { after, before } from 'node:test'
import { REPOSITORY_DIR } from '../../../../local/config.ts'
import { answersOk } from '../../../../local/until.ts'
import { Child } from '../../relayer/support/child.ts'
import { freePort } from '../../relayer/support/places.ts'
import type { Requester } from './calls.ts'
import type { SystemWorld } from './system.ts'

/** Another API process of a running local system: the same database, chain and services, a port of its own. Gives its URL. */
export function useSecondApi(system: () => SystemWorld): () => string {
  let url = ''
  let child: Child | undefined
  before(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    child = new Child({
      name: 'second api',
      command: process.execPath,
      args: [`${REPOSITORY_DIR}/api/main.ts`],
      env: { ...system().environment, API_PORT: String(port) },
      stopSignal: 'SIGTERM',
      isReady: () => answersOk(`${url}/readyz`),
    })
    await child.start()
  })
  after(() => child?.kill('SIGTERM'))
  return () => url
}

/** Requests to an API by its URL. */
export const requesterOf = (url: string): Requester => ({ request: (path, init) => fetch(`${url}${path}`, init) })
