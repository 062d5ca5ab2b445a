import {
  type Address,
  concatHex,
  getAddress,
  type Hex,
  hashTypedData,
  keccak256,
  type LocalAccount,
  sliceHex,
  toHex,
} from 'viem'
import { webCryptoBytes } from './web-crypto-bytes.ts'

/** A P-256 key that signs orders and cannot be copied out of where it was made: a browser, a phone, a server. */
export interface TradingKey {
  /** As contracts know it: the low 160 bits of keccak256(x || y). Register it with kind 1. */
  address: Address
  /** x and y, 64 bytes. */
  publicKey: Hex
  /** Signs an EIP-712 digest (of an order, or of `KeyPossession`): 128 bytes r, s, x, y. */
  sign: (digest: Hex) => Promise<Hex>
  /** The same over the digest of typed data: `session.placeOrder(order, { signer: key })`. */
  signTypedData: LocalAccount['signTypedData']
}

type PlatformKey = InstanceType<typeof CryptoKey>

/** What WebCrypto makes and IndexedDB keeps. */
export interface KeyPair {
  privateKey: PlatformKey
  publicKey: PlatformKey
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** Makes a key. Its private half is not extractable; a browser may keep the pair in IndexedDB and open it with `openTradingKey`. */
export async function createTradingKey(): Promise<{ key: TradingKey; pair: KeyPair }> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])
  return { key: await openTradingKey(pair), pair }
}

/** How contracts name the key of x and y, 64 bytes. */
export function tradingKeyAddress(publicKey: Hex): Address {
  return getAddress(sliceHex(keccak256(publicKey), 12))
}

/** A key that was made before. */
export async function openTradingKey({ privateKey, publicKey: point }: KeyPair): Promise<TradingKey> {
  const publicKey = toHex(new Uint8Array(await crypto.subtle.exportKey('raw', point)).slice(1))
  const address = tradingKeyAddress(publicKey)
  const sign = async (digest: Hex) => {
    // WebCrypto hashes what it is given, hence what the core checks is over the SHA-256 of the digest.
    const bytes = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, webCryptoBytes(digest))
    return concatHex([toHex(new Uint8Array(bytes)), publicKey])
  }
  return { address, publicKey, sign, signTypedData: (typedData) => sign(hashTypedData(typedData)) }
}
