import { type Address, concatHex, getContractAddress, getCreate2Address, type Hex, keccak256 } from 'viem'

/** A passkey's public key: a point of P-256, 32 bytes each. */
export interface PasskeyPublicKey {
  x: Hex
  y: Hex
}

/** An ERC-1167 minimal proxy, before and behind the address that it forwards to. */
const PROXY_HEAD = '0x3d602d80600a3d3981f3363d3d373d3d3d363d73'
const PROXY_TAIL = '0x5af43d82803e903d91602b57fd5bf3'

/** What the registry calls a passkey: keccak256(x, y). */
export function passkeyId({ x, y }: PasskeyPublicKey): Hex {
  return keccak256(concatHex([x, y]))
}

/**
 * The account that a passkey is born with, deployed or not, the same on every chain where the registry has the same address. A passkey
 * that was added to another account keeps this one as well.
 */
export function passkeyAddress(registry: Address, publicKey: PasskeyPublicKey): Address {
  // The registry's constructor deploys it first.
  const implementation = getContractAddress({ from: registry, nonce: 1n })
  const bytecode = concatHex([PROXY_HEAD, implementation, PROXY_TAIL])
  return getCreate2Address({ from: registry, salt: passkeyId(publicKey), bytecode })
}
