import { type Address, type Hex, isAddressEqual, isErc6492Signature, type PublicClient, recoverAddress } from 'viem'
import { RetryableError } from '../../kit/errors.ts'

const ECDSA_HEX_CHARS = 132

/**
 * Whether an account signed a digest. A key's own signature needs no node, also of an account that delegated its code (EIP-7702);
 * contract accounts (ERC-1271), deployed or not yet (ERC-6492), are asked on chain. @throws CHAIN_UNAVAILABLE.
 */
export function accountSignatures(chain: PublicClient) {
  return async (address: Address, hash: Hex, signature: Hex): Promise<boolean> => {
    if (signature.length === ECDSA_HEX_CHARS) {
      const signer = await recoverAddress({ hash, signature }).catch(() => undefined)
      if (signer && isAddressEqual(signer, address)) return true
    }
    // Asked first, because viem takes a node that does not answer for a signature that is wrong.
    const code = await chain.getCode({ address }).catch((cause: unknown) => {
      throw new RetryableError('The chain cannot be asked about the signature.', { code: 'CHAIN_UNAVAILABLE', cause })
    })
    if (code === undefined && !isErc6492Signature(signature)) return false
    return await chain.verifyHash({ address, hash, signature })
  }
}
