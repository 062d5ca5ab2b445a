import type { IncomingMessage } from 'node:http'
import type { ApiApp, UpgradeBindings } from '../http/environment.ts'
import type { MakerStreamWish } from './maker-stream-server.ts'

/**
 * Sends an upgrade through the app like any other request, so that who is calling, scopes and budgets are one thing: the route
 * accepts it by a binding that no outside request has, or its problem is the answer.
 */
export async function authorizeUpgrade(app: ApiApp, request: IncomingMessage): Promise<MakerStreamWish | Response> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    // Of the connection, not of the request.
    if (value !== undefined && !/^(connection|upgrade|sec-websocket-.*)$/.test(name)) headers.set(name, String(value))
  }
  let wish: MakerStreamWish | undefined
  const bindings: UpgradeBindings = {
    incoming: request,
    acceptStream: (accepted) => {
      wish = accepted
    },
  }
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
  const response = await app.fetch(new Request(url, { headers }), bindings)
  return wish ?? response
}
