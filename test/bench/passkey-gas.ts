import { type Address, hexToBytes } from 'viem'
import { passkeyAddress } from '../../sdk/src/passkey/address.ts'
import { encodePasskeySignature } from '../../sdk/src/passkey/signature.ts'
import { domainOf } from '../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS } from '../../sdk/src/typed-data/intents.ts'
import { deployDesk } from '../contracts/settlement/desk.ts'
import { CHAIN_ID, ethers } from '../contracts/settlement/fixture.ts'
import { softwareAuthenticator } from '../support/software-authenticator.ts'

const BATCH_SIZE = 10
const FAR_SEC = 4_000_000_000

interface Auth {
  account: string
  nonce: bigint
  deadline: number
  gasLimit: number
  signature: string
}

interface Person {
  address: Address
  sign(digest: `0x${string}`): Promise<string>
}

/**
 * Gas of one intent that writes one fresh slot and logs once (a cancel on chain), by a wallet and by a passkey: its first ever, a later
 * one of the same nonce key, and one of ten people's in a batch.
 */
export async function measurePasskeys(): Promise<Record<string, number>> {
  const desk = await deployDesk()
  const registry = (await desk.accountRegistry.getAddress()) as Address
  const domain = domainOf('settlement', CHAIN_ID, desk.address)
  const wallets = (): Person => {
    const wallet = ethers.Wallet.createRandom()
    return { address: wallet.address as Address, sign: async (digest) => wallet.signingKey.sign(digest).serialized }
  }
  const passkeys = (): Person => {
    const { publicKey, assert } = softwareAuthenticator()
    const sign = async (digest: `0x${string}`) =>
      encodePasskeySignature(registry, publicKey, await assert(hexToBytes(digest)))
    return { address: passkeyAddress(registry, publicKey), sign }
  }

  async function cancelOf(person: Person, lane: number): Promise<[number, number, Auth]> {
    const tail = {
      account: person.address,
      nonce: BigInt(lane),
      deadline: FAR_SEC,
      gasLimit: INTENTS.RequestCancel.gasLimit,
    }
    const signature = await person.sign(hashIntent(domain, 'RequestCancel', { lane, seq: 1, ...tail }))
    return [lane, 1, { ...tail, signature }]
  }

  async function measure(kind: 'wallet' | 'passkey', meet: () => Person): Promise<[string, number][]> {
    const person = meet()
    const first = await (await desk.settlement.requestCancelBySig(...(await cancelOf(person, 0)))).wait()
    const steady = await (await desk.settlement.requestCancelBySig(...(await cancelOf(person, 1)))).wait()
    const people = Array.from({ length: BATCH_SIZE }, meet)
    for (const each of people) await desk.settlement.requestCancelBySig(...(await cancelOf(each, 0)))
    const calls = await Promise.all(people.map((each) => cancelOf(each, 1)))
    const items = calls.map((call) => desk.settlement.interface.encodeFunctionData('requestCancelBySig', call))
    const batch = await (await desk.intents.executeIntents(items)).wait()
    return [
      [`${kind}IntentFirst`, Number(first?.gasUsed)],
      [`${kind}IntentSteady`, Number(steady?.gasUsed)],
      [`${kind}IntentOfBatch10`, Math.round(Number(batch?.gasUsed) / BATCH_SIZE)],
    ]
  }

  return Object.fromEntries([...(await measure('wallet', wallets)), ...(await measure('passkey', passkeys))])
}
