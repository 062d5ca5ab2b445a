import { type Address, concatHex, type Hex, keccak256, numberToHex, size, sliceHex, stringToHex } from 'viem'
import { lowS } from './passkey/signature.ts'
import type { TradingKey } from './trading-key.ts'

/** First bytes of every signature by a session key; see contracts/account/interfaces/ISessions.sol. */
export const SESSION_TAG: Hex = sliceHex(keccak256(stringToHex('genex.session')), 0, 20)

/** What counting a session's use costs inside an intent, beside the action: add it to the intent's own `gasLimit`. */
export const SESSION_GAS = 120_000

/** A key that signs intents for an account within the scope of its session. */
export interface SessionKey {
  address: Address
  /** 0 secp256k1, 1 P-256. */
  kind: 0 | 1
  /** Signs an intent's digest; what it returns stands where the account's own signature would. */
  sign: (digest: Hex) => Promise<Hex>
}

/** A secp256k1 key, such as a till's or a server's. */
export function walletSessionKey(account: {
  address: Address
  sign?: ((parameters: { hash: Hex }) => Promise<Hex>) | undefined
}): SessionKey {
  const { address, sign } = account
  if (!sign) throw new TypeError('the account signs no digests')
  return { address, kind: 0, sign: async (hash) => concatHex([SESSION_TAG, await sign({ hash })]) }
}

/** A P-256 key that cannot be copied out of where it was made; the same one may sign orders as a trading key. */
export function openSessionKey(key: Pick<TradingKey, 'address' | 'sign'>): SessionKey {
  return { address: key.address, kind: 1, sign: async (digest) => tagged(await key.sign(digest)) }
}

/** Half of what WebCrypto signs has a high s, which the registry refuses. */
function tagged(signature: Hex): Hex {
  if (size(signature) !== 128) throw new RangeError('a P-256 signature is r, s, x and y')
  const s = lowS(BigInt(sliceHex(signature, 32, 64)))
  return concatHex([SESSION_TAG, sliceHex(signature, 0, 32), numberToHex(s, { size: 32 }), sliceHex(signature, 64)])
}
