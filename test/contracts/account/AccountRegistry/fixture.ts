import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import type { ContractTransactionReceipt } from 'ethers'
import { network } from 'hardhat'
import { type Address, type Hex, hexToBytes } from 'viem'
import { type PasskeyPublicKey, passkeyId } from '../../../../sdk/src/passkey/address.ts'
import { encodeAssertion } from '../../../../sdk/src/passkey/signature.ts'
import { type PasskeySigner, passkeySigner } from '../../../../sdk/src/passkey/signer.ts'
import { domainOf, type GenexDomain } from '../../../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../../../../sdk/src/typed-data/intents.ts'
import { type SoftwareAuthenticator, softwareAuthenticator } from '../../../support/software-authenticator.ts'

export const connection = await network.create('genex')
export const { ethers, networkHelpers } = connection
export const { loadFixture, time } = networkHelpers

export const CHAIN_ID = 719719
export const DAY_SEC = 86_400
const FAR_SEC = 4_000_000_000

/** A device with one passkey, and what the SDK makes of it. */
export interface Device {
  authenticator: SoftwareAuthenticator
  publicKey: PasskeyPublicKey
  keyId: Hex
  signer: PasskeySigner
}

type Signer = PasskeySigner | HardhatEthersSigner

interface Message extends Record<string, unknown> {
  account: string
  nonce: bigint
  deadline: number
  gasLimit: number
}

/** What a test bends of an intent; `account` is the signer's own unless said otherwise. */
export interface AuthOptions {
  account?: string
  nonce?: bigint
  deadline?: number
}

/** A registry, four devices with the same keys in every test, and people with wallets. */
export async function deployRegistry() {
  const [carrier, guardian, stranger] = await ethers.getSigners()
  if (!carrier || !guardian || !stranger) throw new Error('the node has too few signers')
  const registry = await ethers.deployContract('AccountRegistry')
  const address = (await registry.getAddress()) as Address
  const domain = domainOf('accountRegistry', CHAIN_ID, address)
  const deviceOf = (seed: string, account?: string): Device => {
    const authenticator = softwareAuthenticator({ seed })
    const { publicKey } = authenticator
    const place = account ? { account: account as Address } : {}
    const signer = passkeySigner({ registry: address, publicKey, authenticator, ...place })
    return { authenticator, publicKey, keyId: passkeyId(publicKey), signer }
  }
  const phone = deviceOf('phone')
  const account = phone.signer.address

  let nextNonce = 0n
  function messageOf(
    name: IntentName,
    signer: string,
    fields: Record<string, unknown>,
    options: AuthOptions = {},
  ): Message {
    // A fresh nonce key each time: intents of a test do not wait for each other.
    const nonce = options.nonce ?? ++nextNonce << 64n
    const { gasLimit } = INTENTS[name]
    return { account: options.account ?? signer, ...fields, nonce, deadline: options.deadline ?? FAR_SEC, gasLimit }
  }

  return {
    registry,
    address,
    domain,
    carrier,
    guardian,
    stranger,
    /** Born with the account. */
    phone,
    /** Of the same person, known to nobody yet. */
    laptop: deviceOf('laptop', account),
    tablet: deviceOf('tablet', account),
    /** Another person's. */
    mallory: deviceOf('mallory'),
    account,
    deviceOf,

    /** A signed intent of the registry. */
    authOf: async (signer: Signer, name: IntentName, fields: Record<string, unknown>, options: AuthOptions = {}) => {
      const message = messageOf(name, signer.address, fields, options)
      const signature = await signIntent(signer, domain, name, message)
      return authFrom(message, signature)
    },
    /** An intent that brings a new passkey, with that passkey's own consent. */
    introduce: async (
      signer: Signer,
      name: IntentName,
      device: Device,
      fields: Record<string, unknown> = {},
      options: AuthOptions = {},
    ) => {
      const message = messageOf(name, signer.address, { ...fields, ...device.publicKey }, options)
      const signature = await signIntent(signer, domain, name, message)
      const possession = await device.signer.signPossession(hashIntent(domain, name, message))
      return { key: device.publicKey, possession, auth: authFrom(message, signature) }
    },
    /** Whether a device's assertion over some digest counts for an account. */
    counts: async (device: Device, who: string = account) => {
      const digest = ethers.id('a digest') as Hex
      return await registry.isSignedBy(who, digest, await device.signer.sign({ hash: digest }))
    },
    packedAssertion: async (device: Device, digest: Hex) =>
      encodeAssertion(await device.authenticator.assert(hexToBytes(digest))),
  }
}

async function signIntent(signer: Signer, domain: GenexDomain, name: IntentName, message: Message): Promise<string> {
  if ('passkey' in signer) return signer.sign({ hash: hashIntent(domain, name, message) })
  return await signer.signTypedData({ ...domain }, { [name]: [...INTENTS[name].fields] }, message)
}

function authFrom({ account, nonce, deadline, gasLimit }: Message, signature: string) {
  return { account, nonce, deadline, gasLimit, signature }
}

export type Registry = Awaited<ReturnType<typeof deployRegistry>>

export function gasOf(receipt: ContractTransactionReceipt | null): number {
  return Number(receipt?.gasUsed ?? 0n)
}
