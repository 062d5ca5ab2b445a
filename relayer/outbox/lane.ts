import type { Address } from 'viem'
import type { Signer } from './signer.ts'

/** One key on one chain. The row in the database holds the next nonce; this holds what the last look at the chain said. */
export interface Lane {
  readonly name: string
  readonly signer: Signer
  /** Strictly one transaction after another: the next is signed when the one before is in a block. */
  readonly isSerial: boolean
  /** The chain's nonce at the last look; undefined until the first one, and nothing is signed before it. */
  chainNonce: bigint | undefined
  /** The nonce the chain waits for and the block since which it does. */
  waiting: { nonce: bigint; sinceBlock: bigint } | undefined
}

export function createLane(name: string, signer: Signer, isSerial: boolean): Lane {
  return { name, signer, isSerial, chainNonce: undefined, waiting: undefined }
}

export function addressOf(lane: Lane): Address {
  return lane.signer.address
}
