import { randomBytes, toBeHex, toBigInt } from 'ethers'
import type { Address, Hex } from 'viem'
import { passkeyId } from '../../../sdk/src/passkey/address.ts'
import { signNestedTypedData } from '../../../sdk/src/passkey/nested-signature.ts'
import { passkeySigner } from '../../../sdk/src/passkey/signer.ts'
import { domainOf, type GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../../../sdk/src/typed-data/intents.ts'
import { softwareAuthenticator } from '../../support/software-authenticator.ts'
import type { deployMarket } from '../deployment.ts'

export const CHAIN_ID = 719719
const FAR_SEC = 4_000_000_000

type Market = Pick<
  Awaited<ReturnType<typeof deployMarket>>,
  | 'settlement'
  | 'redemption'
  | 'marketMakerDeposits'
  | 'issuerRegistry'
  | 'seriesRegistry'
  | 'issuerTreasury'
  | 'accountRegistry'
  | 'money'
>

/** Somebody with a passkey and nothing else: no ether, no wallet. Nobody twice: the registry of a chain outlives a fixture. */
export async function passkeyPerson(market: Market) {
  const registry = (await market.accountRegistry.getAddress()) as Address
  const authenticator = softwareAuthenticator()
  const { publicKey } = authenticator
  const signer = passkeySigner({ registry, publicKey, authenticator })

  async function domain(name: IntentName): Promise<GenexDomain> {
    const { contract } = INTENTS[name]
    return domainOf(contract, CHAIN_ID, (await market[contract].getAddress()) as Address)
  }

  return {
    signer,
    authenticator,
    publicKey,
    address: signer.address,
    keyId: passkeyId(publicKey),
    domain,

    authOf: async (name: IntentName, fields: object, changes: { nonce?: bigint; chainId?: number } = {}) => {
      const nonce = changes.nonce ?? toBigInt(randomBytes(23)) << 64n
      const tail = { account: signer.address, nonce, deadline: FAR_SEC, gasLimit: INTENTS[name].gasLimit }
      const own = await domain(name)
      const hash = hashIntent({ ...own, chainId: changes.chainId ?? own.chainId }, name, { ...fields, ...tail })
      return { ...tail, signature: await signer.sign({ hash }) }
    },

    /** The consent of this person's passkey to stand for another account, over that account's intent. */
    possessionOf: (own: GenexDomain, name: IntentName, intent: Record<string, unknown>) => {
      const { signature: _, ...message } = intent
      return signer.signPossession(hashIntent(own, name, message))
    },

    /** ERC-3009: arguments behind `to`, signed as the token asks the deployed account for. */
    payment: async (
      type: 'ReceiveWithAuthorization' | 'TransferWithAuthorization',
      to: string,
      value: bigint,
      from: Address = signer.address,
    ) => {
      const verifyingContract = (await market.money.getAddress()) as Address
      const token = { name: 'Genex Test Dollar', version: '1', chainId: CHAIN_ID, verifyingContract }
      const nonce = toBeHex(toBigInt(randomBytes(23)) << 64n, 32) as Hex
      const times = { validAfter: 0n, validBefore: BigInt(FAR_SEC), nonce }
      const message = { from, to: to as Address, value, ...times }
      const typedData = { domain: token, types: { [type]: AUTHORIZATION_FIELDS }, primaryType: type, message }
      return [value, 0n, FAR_SEC, nonce, await signNestedTypedData({ ...signer, address: from }, typedData)] as const
    },
  }
}

const AUTHORIZATION_FIELDS = [
  { name: 'from', type: 'address' },
  { name: 'to', type: 'address' },
  { name: 'value', type: 'uint256' },
  { name: 'validAfter', type: 'uint256' },
  { name: 'validBefore', type: 'uint256' },
  { name: 'nonce', type: 'bytes32' },
]
