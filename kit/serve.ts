import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { BaseError } from './errors.ts'

/** Serves a fetch handler (a Hono app's `fetch`) and resolves when the port is open. */
export async function serveHttp(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: { host: string; port: number },
): Promise<Server> {
  const server = createServer(getRequestListener(fetch))
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    throw new BaseError(`Port ${port} cannot be opened.`, { code: 'PORT_UNAVAILABLE', status: 500, cause: error })
  }
  return server
}

/** Stops accepting, ends idle connections at once and waits for the running requests. */
export async function closeHttp(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  await closed
}
