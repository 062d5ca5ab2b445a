import type { Address, Hex } from 'viem'

/** A secp256k1 key that somebody else may hold: a file, a security module, a service. */
export interface SigningKey {
  address: Address
  /** Signs 32 bytes; gives r, s (the lower one) and v (27 or 28). */
  sign(digest: Hex): Promise<Hex>
}
