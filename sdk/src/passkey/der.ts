import { bytesToBigInt } from 'viem'

const SEQUENCE = 0x30
const INTEGER = 0x02
/** 32 bytes and a leading zero where the highest bit is set. */
const MAX_INTEGER_BYTES = 33

/**
 * Reads an ECDSA signature of a 256-bit curve: SEQUENCE { INTEGER r, INTEGER s } (RFC 3279, 2.2.3). Every length fits in one byte.
 * @throws RangeError when it is anything else.
 */
export function parseDerSignature(der: Uint8Array): { r: bigint; s: bigint } {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) throw new RangeError('not a DER signature')
  const first = readInteger(der, 2)
  const second = readInteger(der, first.end)
  if (second.end !== der.length) throw new RangeError('bytes behind a DER signature')
  return { r: first.value, s: second.value }
}

function readInteger(der: Uint8Array, offset: number): { value: bigint; end: number } {
  const length = der[offset + 1] ?? 0
  const end = offset + 2 + length
  const isInteger = der[offset] === INTEGER && length > 0 && length <= MAX_INTEGER_BYTES && end <= der.length
  if (!isInteger) throw new RangeError('not an integer of a DER signature')
  return { value: bytesToBigInt(der.subarray(offset + 2, end)), end }
}
