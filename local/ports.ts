import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { BaseError } from '../kit/errors.ts'
import { PORT_PURPOSES, type PortName } from './config.ts'

/** Throws `PORTS_TAKEN` naming every port that is in use, who holds it, and the variable that changes it. */
export async function requireFreePorts(ports: Partial<Record<PortName, number>>): Promise<void> {
  const entries = Object.entries(ports) as [PortName, number][]
  const lines: string[] = []
  for (const [name, port] of entries) {
    const twin = entries.find(([other, value]) => other !== name && value === port)
    if (twin) lines.push(`  ${name} and ${twin[0]} are both ${port}.`)
    else if (!(await isFree(port)))
      lines.push(`  ${port} for ${PORT_PURPOSES[name]} is taken${holderText(port)}: set ${name}.`)
  }
  if (lines.length === 0) return
  const example = entries[0] ? `For example: ${entries[0][0]}=${entries[0][1] + 1000} npm start` : ''
  throw new BaseError('Ports are taken.', { code: 'PORTS_TAKEN', details: `\n${lines.join('\n')}\n${example}` })
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const server = createServer()
  server.once('error', () => resolve(false))
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  return promise
}

function holderText(port: number): string {
  const holder = holderOf(port)
  return holder ? ` by ${holder.command} (pid ${holder.pid})` : ' by another program'
}

/** The process that listens on a port; only Linux tells, and only about processes that we may look at. */
function holderOf(port: number): { pid: number; command: string } | undefined {
  if (process.platform !== 'linux') return undefined
  const sockets = new Set(
    ['tcp', 'tcp6'].flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`),
  )
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  const pid = pids.find((entry) => openFiles(entry).some((file) => sockets.has(file)))
  if (pid === undefined) return undefined
  return { pid: Number(pid), command: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }
}

/** Columns of /proc/net/tcp: sl, local address, remote address, state (0A = listening), …, inode (tenth). */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return readFileSync(`/proc/net/${table}`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === '0A')
    .flatMap((columns) => columns[9] ?? [])
}

function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((file) => linkTarget(`/proc/${pid}/fd/${file}`))
  } catch {
    return []
  }
}

/** Files are closed while we look. */
function linkTarget(path: string): string[] {
  try {
    return [readlinkSync(path)]
  } catch {
    return []
  }
}
