import { expect } from 'chai'
import fc from 'fast-check'
import { type Address, decodeErrorResult, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { localKey } from '../../../local/keys.ts'
import { settlementAbi } from '../../../sdk/src/abi/settlement.gen.ts'
import { CO_SIGNED_INTENTS, encodeIntentCall, type SignedIntent } from '../../../sdk/src/intent-call.ts'
import { coSignatureTypedData } from '../../../sdk/src/typed-data/authorizations.ts'
import { domainOf, type GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../../../sdk/src/typed-data/intents.ts'
import { connection, deployMarket, loadFixture, time } from '../deployment.ts'

const CHAIN_ID = 719719
const RUNS = 8
const signer = privateKeyToAccount(`0x${'5e'.repeat(32)}`)
const coSigner = privateKeyToAccount(localKey('coSigner'))
/** What the contracts say when the digest that they make is not the one that was signed. */
const NOT_SIGNED = ['Intents_BadSignature', 'Settlement_BadCoSignature']
const INSTANT: readonly IntentName[] = ['RequestKeyChange', 'RequestCancelAll']
const isCoSigned = (name: IntentName) => (CO_SIGNED_INTENTS as readonly IntentName[]).includes(name)

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map(hexOf)
const uint = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })

/** Any value of an ABI type, as the SDK holds it: numbers up to 48 bits, bigints above. */
function anyOf(type: string): fc.Arbitrary<unknown> {
  if (type.endsWith('[]')) return fc.array(anyOf(type.slice(0, -2)), { maxLength: 5 })
  if (type === 'address') return bytes(20)
  if (type === 'bytes32') return bytes(32)
  if (type === 'bytes') return fc.uint8Array({ maxLength: 100 }).map(hexOf)
  if (type === 'string') return fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.toWellFormed())
  if (type === 'bool') return fc.boolean()
  const bits = Number(type.slice('uint'.length))
  return bits > 48 ? uint(bits) : uint(bits).map(Number)
}

function messageOf(name: IntentName): fc.Arbitrary<SignedIntent['message']> {
  const entries = INTENTS[name].fields.map((field) => [field.name, anyOf(field.type)] as const)
  // Keys are checked before the signature: the account's own key needs no other consent.
  const ownKey = { index: fc.integer({ min: 0, max: 7 }), key: fc.constant(signer.address), kind: fc.constant(0) }
  const fixed = entries.some(([field]) => field === 'scope') ? ownKey : {}
  const fresh = { account: fc.constant(signer.address), nonce: uint(192).map((key) => key << 64n) }
  const record = fc.record({ ...Object.fromEntries(entries), ...fixed, ...fresh, deadline: fc.constant(4_000_000_000) })
  return record as fc.Arbitrary<SignedIntent['message']>
}

describe('intents of the SDK', () => {
  const cases = Object.keys(INTENTS).flatMap((key) => {
    const name = key as IntentName
    // Its contract first asks for a unit's holder; the tests of Redemption sign with the SDK's types.
    if (name === 'ConfirmRedemption') return []
    return INSTANT.includes(name)
      ? [
          { name, co: false },
          { name, co: true },
        ]
      : [{ name, co: isCoSigned(name) }]
  })

  for (const { name, co } of cases) {
    it(`${name}${co ? ' with a co-signature' : ''}: digest and calldata are the contract's`, async () => {
      const { domain, call } = await contractOf(name)
      await fc.assert(
        fc.asyncProperty(messageOf(name), async (message) => {
          const intent = await sign(domain, name, message, co)
          expect(NOT_SIGNED).not.to.include(await call(intent))
        }),
        { numRuns: RUNS },
      )
    })

    it(`${name}${co ? ' with a co-signature' : ''}: one changed field is noticed`, async () => {
      const { domain, call } = await contractOf(name)
      await fc.assert(
        fc.asyncProperty(messageOf(name), async (message) => {
          const intent = await sign(domain, name, message, co)
          const changed = {
            ...intent,
            message: { ...message, gasLimit: message.gasLimit === 0 ? 1 : message.gasLimit - 1 },
          }
          expect(NOT_SIGNED).to.include(await call(changed))
        }),
        { numRuns: 2 },
      )
    })
  }
})

async function contractOf(name: IntentName) {
  const market = await loadFixture(deployMarket)
  const { contract } = INTENTS[name]
  const address = (await market[contract].getAddress()) as Address
  return { domain: domainOf(contract, CHAIN_ID, address), call: (intent: SignedIntent) => callOf(address, intent) }
}

async function sign(
  domain: GenexDomain,
  name: IntentName,
  message: SignedIntent['message'],
  isInstant: boolean,
): Promise<SignedIntent> {
  const hash = hashIntent(domain, name, message)
  const intent: SignedIntent = { name, message, signature: await signer.sign({ hash }) }
  if (!isInstant) return intent
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
    return decodeErrorResult({ abi: settlementAbi, data: revert as Hex }).errorName
  } catch {
    return revert.slice(0, 10)
  }
}

function hexOf(value: Uint8Array): Hex {
  return `0x${Buffer.from(value).toString('hex')}`
}
