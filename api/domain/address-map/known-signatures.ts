import { type Address, type Hex, recoverAddress } from 'viem'
import { MAX_KNOWN_SIGNATURES } from '../../limits.ts'

const signers = new Map<string, Address>()

/**
 * Who signed a digest, remembered: the same records and the same root are checked at every lookup, and finding a signer costs a
 * millisecond. The signer follows from digest and signature alone, so a memory of it says nothing about what stands in a table.
 */
export async function signerOf({ hash, signature }: { hash: Hex; signature: Hex }): Promise<Address> {
  const key = `${hash} ${signature}`
  const known = signers.get(key)
  if (known) return known
  const signer = await recoverAddress({ hash, signature })
  const [oldest] = signers.keys()
  if (signers.size >= MAX_KNOWN_SIGNATURES && oldest !== undefined) signers.delete(oldest)
  signers.set(key, signer)
  return signer
}
