import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '../../../kit/log.ts'
import type { ProcessHooks } from '../../../local/managed-process.ts'
import { openHomePath } from '../../../local/postgres-user.ts'

/** A directory of its own for one test; `remove` also takes what PostgreSQL had to put elsewhere. */
export function temporaryDir(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'genex-local-'))
  const remove = () => {
    for (const path of [dir, openHomePath(dir)]) rmSync(path, { recursive: true, force: true })
  }
  return { dir, remove }
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen()))
  const ports = servers.map(({ port }) => port)
  await Promise.all(servers.map(({ close }) => close()))
  return ports
}

/** Hooks that keep what was logged. */
export function recordingHooks(): ProcessHooks & { messages: string[] } {
  const messages: string[] = []
  const log = createLogger('local', 'info', { write: (line) => messages.push(JSON.parse(line).msg) })
  return { log, messages, onLine: () => undefined, onSpawn: () => undefined }
}

export async function listen(port = 0): Promise<{ port: number; close: () => Promise<void> }> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const server = createServer().listen(port, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return { port: address.port, close: () => closeServer(server) }
}

function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  return promise
}
