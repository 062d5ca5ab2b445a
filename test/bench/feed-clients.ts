import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Many subscribers in one process: says `ready` when each has its snapshot, then the milliseconds from match to message of every trade
 * after the warm-up, as one line of JSON, and ends. They share the machine with what they measure, so they read frames (RFC 6455) and
 * parse only what is measured.
 */
const [url = '', count = '', warmUp = '', trades = ''] = process.argv.slice(2)
const subscribers = Number(count)
const first = Number(warmUp) * subscribers
const last = first + Number(trades) * subscribers
const SNAPSHOT = Buffer.from('{"type":"snapshot"')
const MATCHED = Buffer.from('"state":"MATCHED"')
const waitsMs: number[] = []
let snapshots = 0
let matched = 0
let messages = 0

for (let i = 0; i < subscribers; i++) void subscribe()

async function subscribe(): Promise<void> {
  const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
  const key = { 'sec-websocket-key': randomBytes(16).toString('base64') }
  const opening = request(`${url}/api/v1/stream`, { headers: { ...headers, ...key } }).end()
  const [, socket, head] = (await once(opening, 'upgrade')) as [unknown, Socket, Buffer]
  let unread = head
  socket.on('data', (chunk) => {
    unread = read(socket, unread.length === 0 ? chunk : Buffer.concat([unread, chunk]))
  })
  socket.on('error', ({ message }) => fail(message))
  socket.on('close', () => fail('a subscriber was closed'))
  socket.write(clientFrame(1, Buffer.from('{"type":"subscribe","series":1,"channels":["book","trades","ticker"]}')))
}

/** Reads whole frames; what is left of the bytes is the beginning of the next one. */
function read(socket: Socket, bytes: Buffer): Buffer {
  let at = 0
  while (bytes.length >= at + 4) {
    const short = bytes.readUInt8(at + 1)
    if (short === 127) fail('a frame of more than 64 KiB')
    const begin = at + (short === 126 ? 4 : 2)
    const end = begin + (short === 126 ? bytes.readUInt16BE(at + 2) : short)
    if (bytes.length < end) break
    const opcode = bytes.readUInt8(at) & 15
    if (opcode === 1) receive(bytes.subarray(begin, end))
    else if (opcode === 9) socket.write(clientFrame(10, bytes.subarray(begin, end)))
    else fail(`a frame of kind ${opcode}: ${bytes.subarray(begin + 2, end)}`)
    at = end
  }
  return bytes.subarray(at)
}

function receive(text: Buffer): void {
  const nowMs = Date.now()
  messages++
  if (text.includes(SNAPSHOT) && ++snapshots === subscribers) process.stdout.write('ready\n')
  if (!text.includes(MATCHED)) return
  matched++
  if (matched > first) waitsMs.push(nowMs - JSON.parse(text.toString()).tradedAtMs)
  if (matched === last) process.stdout.write(`${JSON.stringify({ waitsMs, messages })}\n`, () => process.exit(0))
}

/** A short frame with the mask that clients must use; a mask of zeros changes nothing. */
function clientFrame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}

function fail(reason: string): never {
  process.stderr.write(`feed-clients: ${reason}\n`)
  process.exit(1)
}
