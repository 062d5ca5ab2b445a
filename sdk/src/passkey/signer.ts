import { type Address, type Hex, hashMessage, hashTypedData, hexToBytes, type LocalAccount } from 'viem'
import { toAccount } from 'viem/accounts'
import { type PasskeyPublicKey, passkeyAddress } from './address.ts'
import { encodeAssertion, encodePasskeySignature, type PasskeyAssertion } from './signature.ts'

/** Whatever holds the passkey: a browser (`browserAuthenticator`), or software in a test. */
export interface Authenticator {
  /** Asks the person to confirm exactly this challenge, with user verification. */
  assert(challenge: Uint8Array): Promise<PasskeyAssertion>
}

export interface PasskeySignerParameters {
  registry: Address
  publicKey: PasskeyPublicKey
  authenticator: Authenticator
  /** The account that the passkey was added to; without it the one that it is born with. */
  account?: Address
}

/** An account that signs with a passkey wherever a wallet would: the challenge is the digest itself. It sends no transactions. */
export type PasskeySigner = LocalAccount & {
  passkey: PasskeyPublicKey
  sign(parameters: { hash: Hex }): Promise<Hex>
  /** The assertion alone: how a passkey that is being added to an account shows that it is there. */
  signPossession(digest: Hex): Promise<Hex>
}

export function passkeySigner(parameters: PasskeySignerParameters): PasskeySigner {
  const { registry, publicKey, authenticator, account = passkeyAddress(registry, publicKey) } = parameters
  const sign = async ({ hash }: { hash: Hex }) =>
    encodePasskeySignature(registry, publicKey, await authenticator.assert(hexToBytes(hash)))
  const local = toAccount({
    address: account,
    sign,
    signMessage: ({ message }) => sign({ hash: hashMessage(message) }),
    signTypedData: (typedData) => sign({ hash: hashTypedData(typedData) }),
    signTransaction: () =>
      Promise.reject(new TypeError('A passkey account sends no transactions; others carry its intents.')),
  })
  const signPossession = async (digest: Hex) => encodeAssertion(await authenticator.assert(hexToBytes(digest)))
  return { ...local, sign, passkey: publicKey, signPossession }
}

/** Whether an account signs with a passkey. */
export function isPasskey(account: LocalAccount): account is PasskeySigner {
  return 'passkey' in account
}
