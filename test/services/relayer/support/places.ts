import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHomePath } from '../../../../local/postgres-user.ts'

/** A directory for one test file; `remove` also takes what PostgreSQL put elsewhere. */
export function temporaryDir(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'genex-relayer-'))
  const remove = () => {
    for (const path of [dir, openHomePath(dir)]) rmSync(path, { recursive: true, force: true })
  }
  return { dir, remove }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (typeof address !== 'object' || address === null) reject(new Error('no port'))
    else server.close(() => resolve(address.port))
  })
  return promise
}
