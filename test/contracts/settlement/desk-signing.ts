import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { randomBytes, toBeHex, toBigInt } from 'ethers'
import {
  cancelReceiptTypes,
  coSignatureTypes,
  keyPossessionTypes,
  receiveWithAuthorizationTypes,
} from '../../../sdk/src/typed-data/authorizations.ts'
import { domainOf } from '../../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../../../sdk/src/typed-data/intents.ts'
import { CHAIN_ID, type deployCore, ethers, FULL_SCOPE, networkHelpers } from './fixture.ts'

export type User = HardhatEthersSigner
export type Core = Awaited<ReturnType<typeof deployCore>>
/** What a test may set of an intent's authorisation; the rest is valid. */
type AuthOptions = { account?: string; nonce?: bigint; deadline?: number; gasLimit?: number }
type Auth = Required<AuthOptions> & { signature: string }

const FAR_SEC = 4_000_000_000
// ethers wants arrays that it could write to.
const coSignTypes = { CoSignature: [...coSignatureTypes.CoSignature] }
const receiptTypes = { CancelReceipt: [...cancelReceiptTypes.CancelReceipt] }
const depositTypes = { ReceiveWithAuthorization: [...receiveWithAuthorizationTypes.ReceiveWithAuthorization] }
export const possessionTypes = { KeyPossession: [...keyPossessionTypes.KeyPossession] }

/** What people and the sequencer sign for a core. */
export function createSigning({ address, coSigner, hot, token }: Core) {
  const domain = domainOf('settlement', CHAIN_ID, address)

  async function authOf(signer: User, name: IntentName, args: object, options: AuthOptions = {}): Promise<Auth> {
    const account = options.account ?? signer.address
    const counters = await ethers.getContractAt('SettlementExtension', hot)
    const tail = {
      account,
      nonce: options.nonce ?? (await counters['nonces(address)'](account)),
      deadline: options.deadline ?? FAR_SEC,
      gasLimit: options.gasLimit ?? INTENTS[name].gasLimit,
    }
    const types = { [name]: [...INTENTS[name].fields] }
    return { ...tail, signature: await signer.signTypedData(domain, types, { ...args, ...tail }) }
  }

  async function coSign(name: IntentName, args: object, auth: Auth, aheadSec = 30, signer: User = coSigner) {
    const { signature: _, ...tail } = auth
    // A restored snapshot's newest block is as old as the snapshot; the next one carries today's time.
    await networkHelpers.mine()
    const deadline = (await networkHelpers.time.latest()) + aheadSec
    const message = { intent: hashIntent(domain, name, { ...args, ...tail }), deadline }
    return { deadline, signature: await signer.signTypedData(domain, coSignTypes, message) }
  }

  return {
    domain,
    authOf,
    coSign,
    /** Authorisation and co-signature together. */
    consented: async (signer: User, name: IntentName, args: object, options: AuthOptions = {}) => {
      const auth = await authOf(signer, name, args, options)
      return [auth, await coSign(name, args, auth)] as const
    },
    receiptOf: async (account: string, lane: number, seq: number, filled: number, signer: User = coSigner) => {
      const message = { account, lane, seq, filled, position: 7n }
      return [account, lane, seq, filled, 7n, await signer.signTypedData(domain, receiptTypes, message)] as const
    },
    possessionOf: (key: User, account: string, index: number) =>
      key.signTypedData(domain, possessionTypes, { account, index, key: key.address }),
    /** Arguments of depositBySig. */
    depositArgs: async (account: User, amount: bigint, signer: User = account) => {
      const nonce = toBeHex(toBigInt(randomBytes(24)) << 64n, 32)
      const message = { from: account.address, to: address, value: amount, validAfter: 0n, validBefore: FAR_SEC, nonce }
      const verifyingContract = await token.getAddress()
      const tokenDomain = { name: 'Genex Test Dollar', version: '1', chainId: CHAIN_ID, verifyingContract }
      const signature = await signer.signTypedData(tokenDomain, depositTypes, message)
      return [account.address, amount, 0n, FAR_SEC, nonce, signature] as const
    },
  }
}

/** A secp256k1 key that may do everything, unless a test says otherwise. */
export function keyOf(key: string, index = 0, changes: { kind?: number; expiryDay?: number; scope?: number } = {}) {
  return { index, key, kind: 0, expiryDay: 0, scope: FULL_SCOPE, ...changes }
}
