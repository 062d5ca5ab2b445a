import { type Hex, hexToBytes } from 'viem'

/** Bytes as WebCrypto takes them: it refuses shared memory, which viem's type leaves open. */
export function webCryptoBytes(hex: Hex): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hexToBytes(hex))
}
