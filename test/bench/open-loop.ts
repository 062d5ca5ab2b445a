import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { randomFrom } from './random.ts'

export interface Call {
  operation: string
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

export interface Answered {
  operation: string
  /** From when it was due. */
  millis: number
  /** 0 when the connection broke. */
  status: number
  body: string
}

/**
 * Sends calls at random times, `perSecond` on average, whether or not those before were answered: what waits behind a late answer counts
 * from when it was due.
 */
export async function sendOpenLoop(url: string, calls: readonly Call[], perSecond: number): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 })
  const random = randomFrom(7)
  const started = performance.now()
  let dueMs = started
  const answers: Promise<Answered>[] = []
  for (const call of calls) {
    dueMs += (-Math.log(1 - random()) * 1_000) / perSecond
    const earlyMs = dueMs - performance.now()
    if (earlyMs > 1) await pause(earlyMs)
    answers.push(send(url, call, { agent, dueMs: Math.min(dueMs, performance.now()) }))
  }
  const all = await Promise.all(answers)
  agent.destroy()
  return all
}

function send(url: string, call: Call, { agent, dueMs }: { agent: Agent; dueMs: number }): Promise<Answered> {
  const { promise, resolve } = Promise.withResolvers<Answered>()
  const { operation, method, path, body } = call
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  const outgoing = request(`${url}${path}`, { method, agent, headers: { ...call.headers, ...type } }, (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
    })
    response.on('end', () => {
      resolve({ operation, millis: performance.now() - dueMs, status: response.statusCode ?? 0, body: text })
    })
  })
  // A connection that breaks is an answer that never came, and no reason to stop measuring.
  outgoing.on('error', ({ message }) =>
    resolve({ operation, millis: performance.now() - dueMs, status: 0, body: message }),
  )
  outgoing.end(body)
  return promise
}
