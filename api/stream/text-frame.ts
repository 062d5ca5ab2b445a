import { stringifyJson } from '../../kit/json.ts'

const FINAL_TEXT = 0x81
const LENGTH_16 = 126
const LENGTH_64 = 127

/**
 * A message as one WebSocket frame (RFC 6455, section 5.2). A server's frames are not masked and ours are not compressed, so the same
 * bytes serve every reader: with many of them, framing each copy anew costs more than all the rest.
 */
export function textFrame(message: object): Buffer {
  const payload = Buffer.from(stringifyJson(message))
  const { length } = payload
  const header = Buffer.alloc(length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10)
  header[0] = FINAL_TEXT
  header[1] = length < LENGTH_16 ? length : length < 65_536 ? LENGTH_16 : LENGTH_64
  if (header.length === 4) header.writeUInt16BE(length, 2)
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([header, payload])
}
