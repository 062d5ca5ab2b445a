import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

export interface UpgradeServer {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** Where WebSockets begin; an upgrade of any other path is refused. */
export function serveUpgrades(http: Server, serverByPath: Readonly<Record<string, UpgradeServer>>): void {
  const servers = new Map(Object.entries(serverByPath))
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const server = servers.get(new URL(request.url ?? '/', 'http://host').pathname)
    if (server) server.upgrade(request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
  })
}

/** One server for each part of the market, chosen by `?part=`, 1 without it; a part that there is not is refused by the first. */
export function byPart(servers: readonly UpgradeServer[]): UpgradeServer {
  return {
    upgrade: (request, socket, head) => {
      const part = Number(new URL(request.url ?? '/', 'http://host').searchParams.get('part') ?? 1)
      const server = servers[part - 1] ?? servers[0]
      server?.upgrade(request, socket, head)
    },
  }
}
