import { expect } from 'chai'
import fc from 'fast-check'
import { type Address, decodeErrorResult, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { localKey } from '../../../local/keys.ts'
import { accountRegistryAbi } from '../../../sdk/src/abi/account-registry.gen.ts'
import { settlementAbi } from '../../../sdk/src/abi/settlement.gen.ts'
import { CO_SIGNED_INTENTS, encodeIntentCall, type SignedIntent } from '../../../sdk/src/intent-call.ts'
import { passkeySigner } from '../../../sdk/src/passkey/signer.ts'
import { coSignatureTypedData } from '../../../sdk/src/typed-data/authorizations.ts'
import { domainOf, type GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../../../sdk/src/typed-data/intents.ts'
import { softwareAuthenticator } from '../../support/software-authenticator.ts'
import { connection, deployMarket, loadFixture, time } from '../deployment.ts'

const CHAIN_ID = 719719
const RUNS = 8
const wallet = privateKeyToAccount(`0x${'5e'.repeat(32)}`)
const device = softwareAuthenticator({ seed: 'device' })
/** The passkey that is added, or takes another's place. */
const newDevice = softwareAuthenticator({ seed: 'new device' })
const coSigner = privateKeyToAccount(localKey('coSigner'))
/** What the contracts say when the digest that they make is not the one that was signed. */
const NOT_SIGNED = ['Intents_BadSignature', 'Settlement_BadCoSignature', 'Accounts_BadPossession']
const INSTANT: readonly IntentName[] = ['RequestKeyChange', 'RequestCancelAll']
const isCoSigned = (name: IntentName) => (CO_SIGNED_INTENTS as readonly IntentName[]).includes(name)

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map(hexOf)
const uint = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })

/** Any value of an ABI type, as the SDK holds it: numbers up to 48 bits, bigints above. */
function anyOf(type: string): fc.Arbitrary<unknown> {
  if (type.endsWith('[]')) return fc.array(anyOf(type.slice(0, -2)), { maxLength: 5 })
  if (type === 'address') return bytes(20)
  const fixedBytes = /^bytes(\d+)$/.exec(type)?.[1]
  if (fixedBytes !== undefined) return bytes(Number(fixedBytes))
  if (type === 'bytes') return fc.uint8Array({ maxLength: 100 }).map(hexOf)
  if (type === 'string') return fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.toWellFormed())
  if (type === 'bool') return fc.boolean()
  const bits = Number(type.slice('uint'.length))
  return bits > 48 ? uint(bits) : uint(bits).map(Number)
}

type Signer = 'wallet' | 'passkey'

interface Contract {
  domain: GenexDomain
  registry: Address
  call: (intent: SignedIntent) => Promise<string>
}

interface Case {
  name: IntentName
  by: Signer
  /** With the operator's co-signature. */
  co: boolean
}

function messageOf({ name, by }: Case, { registry }: Contract): fc.Arbitrary<SignedIntent['message']> {
  const account = signerOf(by, registry).address
  const entries = INTENTS[name].fields.map((field) => [field.name, anyOf(field.type)] as const)
  // Keys are checked before the signature: the account's own key needs no other consent.
  const ownKey = { index: fc.integer({ min: 0, max: 7 }), key: fc.constant(account), kind: fc.constant(0) }
  const newKey = { x: fc.constant(newDevice.publicKey.x), y: fc.constant(newDevice.publicKey.y) }
  const has = (wanted: string) => entries.some(([field]) => field === wanted)
  const fixed = { ...(has('scope') ? ownKey : {}), ...(has('y') ? newKey : {}) }
  const fresh = { account: fc.constant(account), nonce: uint(192).map((key) => key << 64n) }
  const record = fc.record({ ...Object.fromEntries(entries), ...fixed, ...fresh, deadline: fc.constant(4_000_000_000) })
  return record as fc.Arbitrary<SignedIntent['message']>
}

describe('intents of the SDK', () => {
  const cases = Object.keys(INTENTS).flatMap((key): Case[] => {
    const name = key as IntentName
    // Its contract first asks for a unit's holder; the tests of Redemption sign with the SDK's types.
    if (name === 'ConfirmRedemption') return []
    // Passkeys are managed by passkeys.
    const signers: Signer[] = INTENTS[name].contract === 'accountRegistry' ? ['passkey'] : ['wallet', 'passkey']
    const consents = INSTANT.includes(name) ? [false, true] : [isCoSigned(name)]
    return signers.flatMap((by) => consents.map((co) => ({ name, by, co })))
  })

  for (const each of cases) {
    const title = `${each.name} by a ${each.by}${each.co ? ' with a co-signature' : ''}`
    it(`${title}: digest and calldata are the contract's`, async () => {
      const contract = await contractOf(each.name)
      await fc.assert(
        fc.asyncProperty(messageOf(each, contract), async (message) => {
          expect(NOT_SIGNED).not.to.include(await contract.call(await sign(each, contract, message)))
        }),
        { numRuns: RUNS },
      )
    })

    it(`${title}: one changed field is noticed`, async () => {
      const contract = await contractOf(each.name)
      await fc.assert(
        fc.asyncProperty(messageOf(each, contract), async (message) => {
          const gasLimit = message.gasLimit === 0 ? 1 : message.gasLimit - 1
          const changed = { ...(await sign(each, contract, message)), message: { ...message, gasLimit } }
          expect(NOT_SIGNED).to.include(await contract.call(changed))
        }),
        { numRuns: 2 },
      )
    })
  }
})

async function contractOf(name: IntentName): Promise<Contract> {
  const market = await loadFixture(deployMarket)
  const { contract } = INTENTS[name]
  const address = (await market[contract].getAddress()) as Address
  const registry = (await market.accountRegistry.getAddress()) as Address
  return { registry, domain: domainOf(contract, CHAIN_ID, address), call: (intent) => callOf(address, intent) }
}

function signerOf(by: Signer, registry: Address) {
  return by === 'wallet' ? wallet : passkeySigner({ registry, publicKey: device.publicKey, authenticator: device })
}

async function sign(
  { name, by, co }: Case,
  contract: Contract,
  message: SignedIntent['message'],
): Promise<SignedIntent> {
  const { domain, registry } = contract
  const hash = hashIntent(domain, name, message)
  const intent: SignedIntent = { name, message, signature: await signerOf(by, registry).sign({ hash }) }
  if ('y' in message) {
    const { publicKey } = newDevice
    const added = passkeySigner({ registry, publicKey, authenticator: newDevice, account: message.account })
    return { ...intent, possession: await added.signPossession(hash) }
  }
  if (!co) return intent
  // A restored snapshot is as old as its fixture: the time is read from a fresh block.
  await connection.networkHelpers.mine()
  const deadline = (await time.latest()) + 50
  const consent = coSignatureTypedData(domain, { intent: hash, deadline })
  return { ...intent, coSignature: { deadline, signature: await coSigner.signTypedData(consent) } }
}

/** Calls the contract with the SDK's calldata; the name of the error, if any. */
async function callOf(to: Address, intent: SignedIntent): Promise<string> {
  const { data } = encodeIntentCall(intent)
  try {
    await connection.provider.request({ method: 'eth_call', params: [{ to, data, gas: '0xf42400' }, 'latest'] })
    return 'none'
  } catch (error) {
    return errorNameIn(error)
  }
}

function errorNameIn(error: unknown): string {
  const text = JSON.stringify(error, Object.getOwnPropertyNames(error))
  const revert = /"data":"(0x[0-9a-f]{8,})"/.exec(text)?.[1]
  if (revert === undefined) throw new Error('the call failed without revert data', { cause: error })
  try {
    return decodeErrorResult({ abi: [...settlementAbi, ...accountRegistryAbi], data: revert as Hex }).errorName
  } catch {
    return revert.slice(0, 10)
  }
}

function hexOf(value: Uint8Array): Hex {
  return `0x${Buffer.from(value).toString('hex')}`
}
