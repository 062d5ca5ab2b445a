import { WebSocket } from 'ws'

/**
 * Many subscribers in one process: says `ready` when each has its snapshot, then the milliseconds from match to message of every trade
 * after the warm-up, as one line of JSON, and ends.
 */
const [url = '', count = '', warmUp = '', trades = ''] = process.argv.slice(2)
const subscribers = Number(count)
const first = Number(warmUp) * subscribers
const last = first + Number(trades) * subscribers
const waitsMs: number[] = []
let snapshots = 0
let matched = 0
let messages = 0

for (let i = 0; i < subscribers; i++) {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/stream`)
  socket.on('open', () => socket.send('{"type":"subscribe","series":1,"channels":["book","trades","ticker"]}'))
  socket.on('message', (data) => receive(Date.now(), data.toString()))
  socket.on('close', (code) => fail(`a subscriber was closed with ${code}`))
  socket.on('error', (error) => fail(error.message))
}

function receive(nowMs: number, text: string): void {
  messages++
  if (text.startsWith('{"type":"snapshot"') && ++snapshots === subscribers) process.stdout.write('ready\n')
  // Only what is measured is parsed: these processes share the machine with what they measure.
  if (!text.includes('"state":"MATCHED"')) return
  matched++
  if (matched > first) waitsMs.push(nowMs - JSON.parse(text).tradedAtMs)
  if (matched === last) process.stdout.write(`${JSON.stringify({ waitsMs, messages })}\n`, () => process.exit(0))
}

function fail(reason: string): void {
  process.stderr.write(`feed-clients: ${reason}\n`)
  process.exit(1)
}
