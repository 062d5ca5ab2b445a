import {
  type Address,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  type Hex,
  isAddressEqual,
  isErc6492Signature,
  type PublicClient,
  parseAbi,
  recoverAddress,
  size,
  slice,
  BaseError as ViemError,
} from 'viem'
import { RetryableError } from './errors.ts'

const ECDSA_BYTES = 65
/** What a passkey's signature begins with (contracts/account/interfaces/IAccountRegistry.sol): the registry's address, x and y. */
const REGISTRY_BYTES = 20
const SIGNER_BYTES = 84
const registryAbi = parseAbi([
  'function isSignedBy(address account, bytes32 digest, bytes signature) view returns (bool)',
])

interface Dependencies {
  chain: PublicClient
  /** The account registry, which knows the passkeys of every account, deployed or not. */
  registry: Address
}

export type IsSignedBy = (address: Address, hash: Hex, signature: Hex) => Promise<boolean>

/**
 * Whether an account signed a digest. A key's own signature needs no node, also of an account that delegated its code (EIP-7702); a
 * passkey's is asked of the registry; contract accounts (ERC-1271), deployed or not yet (ERC-6492), are asked on chain.
 * @throws CHAIN_UNAVAILABLE.
 */
export function accountSignatures({ chain, registry }: Dependencies): IsSignedBy {
  return async (address, hash, signature) => {
    if (size(signature) === ECDSA_BYTES) {
      const signer = await recoverAddress({ hash, signature }).catch(() => undefined)
      if (signer && isAddressEqual(signer, address)) return true
    }
    if (await isByPasskey({ chain, registry }, [address, hash, signature])) return true
    // Asked first, because viem takes a node that does not answer for a signature that is wrong.
    const code = await chain.getCode({ address }).catch(unavailable)
    if (code === undefined && !isErc6492Signature(signature)) return false
    return await chain.verifyHash({ address, hash, signature })
  }
}

async function isByPasskey({ chain, registry }: Dependencies, args: readonly [Address, Hex, Hex]): Promise<boolean> {
  const [, , signature] = args
  if (size(signature) <= SIGNER_BYTES) return false
  if (!isAddressEqual(slice(signature, 0, REGISTRY_BYTES), registry)) return false
  const call = { address: registry, abi: registryAbi, functionName: 'isSignedBy', args } as const
  return await chain.readContract(call).catch((error: unknown) => {
    // It reverts for what is cut short; without code at its address nobody is signed for.
    const refusal = error instanceof ViemError && error.walk(isRefusal)
    return refusal ? false : unavailable(error)
  })
}

function isRefusal(error: unknown): boolean {
  return error instanceof ContractFunctionRevertedError || error instanceof ContractFunctionZeroDataError
}

function unavailable(cause: unknown): never {
  throw new RetryableError('The chain cannot be asked about the signature.', { code: 'CHAIN_UNAVAILABLE', cause })
}
