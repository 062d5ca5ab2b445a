import { WebSocket } from 'ws'
import { messageOf } from '../../../kit/errors.ts'
import type { Logger } from '../../../kit/log.ts'
import { POLL_MS, RECONNECT_MS } from '../limits.ts'
import type { ChainMirror } from './chain-mirror.ts'

interface Dependencies {
  mirror: ChainMirror
  clock: () => number
  log: Logger
}

/**
 * Keeps the mirror at the head: at once on every `newHeads` message, and by polling, because a subscription may die unnoticed.
 * @returns what stops it.
 */
export function followChain(dependencies: Dependencies, wsUrl: string): () => void {
  const { mirror, clock, log } = dependencies
  let isFailing = false
  const sync = async () => {
    try {
      await mirror.sync(clock())
      if (isFailing) log.info({ head: mirror.head?.number }, 'chain seen again')
      isFailing = false
    } catch (error) {
      if (!isFailing) log.warn({ err: error }, `chain out of sight: ${messageOf(error)}`)
      isFailing = true
    }
  }
  const poll = setInterval(() => void sync(), POLL_MS)
  const stopListening = listenForHeads(wsUrl, () => void sync())
  return () => {
    clearInterval(poll)
    stopListening()
  }
}

function listenForHeads(url: string, onHead: () => void): () => void {
  let socket: WebSocket | undefined
  let retry: NodeJS.Timeout | undefined
  let isStopped = false
  const connect = () => {
    if (isStopped) return
    socket = new WebSocket(url)
    socket.on('open', () => {
      socket?.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] }))
    })
    socket.on('message', onHead)
    // The poll goes on without it; `close` follows every error.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      retry = setTimeout(connect, RECONNECT_MS)
    })
  }
  connect()
  return () => {
    isStopped = true
    clearTimeout(retry)
    socket?.terminate()
  }
}
