import { subscribe } from 'node:diagnostics_channel'

/**
 * Loaded before payments/main.ts (`node --import`): ends the process by SIGKILL at one call that it makes to the outside, before a byte of
 * it is sent or as soon as its whole answer is there; what the answer was for is then not written anywhere.
 */
const { DIE_AT = '', DIE_WHEN = 'before' } = process.env
const isMeant = (method: string, path: string) => DIE_AT !== '' && new RegExp(DIE_AT).test(`${method} ${path}`)
const die = () => process.kill(process.pid, 'SIGKILL')

/** What the channels of fetch and of node:http (through which Stripe's SDK calls) say about a call. */
interface CallMessage {
  request: { method: string; path: string }
}

const onCall = (message: unknown) => {
  const { method, path } = (message as CallMessage).request
  if (isMeant(method, path)) die()
}
const channels =
  DIE_WHEN === 'before'
    ? ['undici:request:create', 'http.client.request.created']
    : ['undici:request:trailers', 'http.client.response.finish']
for (const channel of channels) subscribe(channel, onCall)
