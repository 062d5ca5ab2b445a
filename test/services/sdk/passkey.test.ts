import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { test } from 'node:test'
import { p256 } from '@noble/curves/nist.js'
import { bytesToString, type Hex, hexToBigInt, hexToBytes, keccak256, size, slice, stringToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { passkeyAddress } from '../../../sdk/src/passkey/address.ts'
import { browserAuthenticator, createPasskey } from '../../../sdk/src/passkey/browser.ts'
import { parseDerSignature } from '../../../sdk/src/passkey/der.ts'
import { signNestedTypedData } from '../../../sdk/src/passkey/nested-signature.ts'
import { parsePublicKey } from '../../../sdk/src/passkey/public-key.ts'
import { encodeAssertion, encodePasskeySignature, passkeySignerBytes } from '../../../sdk/src/passkey/signature.ts'
import { isPasskey, passkeySigner } from '../../../sdk/src/passkey/signer.ts'
import { softwareAuthenticator } from '../../support/software-authenticator.ts'

const REGISTRY = '0x00000000000000000000000000000000000a11ce'
const DIGEST = keccak256(stringToHex('what is confirmed'))
const HALF_ORDER = p256.Point.Fn.ORDER >> 1n
const authenticator = softwareAuthenticator({ seed: 'passkey.test' })

test('an assertion is packed without slack, and its two places point at challenge and type', async () => {
  const assertion = await authenticator.assert(hexToBytes(DIGEST))
  const packed = encodeAssertion(assertion)
  const at = (from: number) => Number(hexToBigInt(slice(packed, from, from + 2)))
  const clientData = bytesToString(hexToBytes(slice(packed, 70 + at(68))))
  assert.equal(size(packed), 70 + assertion.authenticatorData.length + assertion.clientDataJSON.length)
  assert.equal(clientData, bytesToString(assertion.clientDataJSON))
  const challenge = Buffer.from(DIGEST.slice(2), 'hex').toString('base64url')
  assert.ok(clientData.slice(at(64)).startsWith(`"challenge":"${challenge}"`))
  assert.ok(clientData.slice(at(66)).startsWith('"type":"webauthn.get"'))
})

test('a high s becomes low and a low one stays', async () => {
  const [high, low] = await Promise.all([
    authenticator.assert(hexToBytes(DIGEST), { s: 'high' }),
    authenticator.assert(hexToBytes(DIGEST), { s: 'low' }),
  ])
  const [before, after] = [high, low].map(({ signature }) => parseDerSignature(signature).s) as [bigint, bigint]
  assert.ok(before > HALF_ORDER && after <= HALF_ORDER)
  const sOf = (packed: Hex) => hexToBigInt(slice(packed, 32, 64))
  assert.equal(sOf(encodeAssertion(high)), p256.Point.Fn.ORDER - before)
  assert.equal(sOf(encodeAssertion(low)), after)
})

test('a signature is the ERC-7913 signer and the assertion', async () => {
  const assertion = await authenticator.assert(hexToBytes(DIGEST))
  const signature = encodePasskeySignature(REGISTRY, authenticator.publicKey, assertion)
  assert.equal(slice(signature, 0, 84), passkeySignerBytes(REGISTRY, authenticator.publicKey))
  assert.equal(slice(signature, 84), encodeAssertion(assertion))
})

test('what is not a DER signature is refused', () => {
  const valid = p256.sign(hexToBytes(DIGEST), p256.utils.randomSecretKey(), { prehash: false, format: 'der' })
  assert.ok(parseDerSignature(valid).r > 0n)
  assert.throws(() => parseDerSignature(valid.subarray(0, -1)), RangeError)
  assert.throws(() => parseDerSignature(Uint8Array.of(...valid, 0)), RangeError)
  assert.throws(() => parseDerSignature(Uint8Array.of(0x31, ...valid.subarray(1))), RangeError)
  assert.throws(() => parseDerSignature(Uint8Array.of(0x30, 6, 0x02, 1, 1, 0x03, 1, 1)), /not an integer/)
  assert.throws(() => parseDerSignature(Uint8Array.of(0x30, 8, 0x02, 1, 1, 0x02, 1, 1, 0, 0)), /bytes behind/)
  assert.throws(() => parseDerSignature(new Uint8Array()), RangeError)
})

test('client data without a challenge is refused', async () => {
  const assertion = await authenticator.assert(hexToBytes(DIGEST))
  const clientDataJSON = Buffer.from('{"type":"webauthn.get"}')
  assert.throws(() => encodeAssertion({ ...assertion, clientDataJSON }), /has no "challenge":/)
})

test('the public key of a browser is read, another algorithm’s is refused', async () => {
  const spkiOf = async (namedCurve: string) => {
    const { publicKey } = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign'])
    const jwk = await webcrypto.subtle.exportKey('jwk', publicKey)
    return { jwk, spki: new Uint8Array(await webcrypto.subtle.exportKey('spki', publicKey)) }
  }
  const { jwk, spki } = await spkiOf('P-256')
  const { x, y } = parsePublicKey(spki)
  assert.deepEqual(
    [x, y].map((each) => Buffer.from(hexToBytes(each)).toString('base64url')),
    [jwk.x, jwk.y],
  )
  const other = await spkiOf('P-384')
  assert.throws(() => parsePublicKey(other.spki), /ask for algorithm -7/)
})

test('a signer signs as the account that the passkey is born with, or as the one that it was added to', async () => {
  const { publicKey } = authenticator
  const born = passkeySigner({ registry: REGISTRY, publicKey, authenticator })
  assert.equal(born.address, passkeyAddress(REGISTRY, publicKey))
  const account = '0x000000000000000000000000000000000000dEaD'
  const added = passkeySigner({ registry: REGISTRY, publicKey, authenticator, account })
  assert.equal(added.address, account)
  const domain = { name: 'Test', version: '1', chainId: 1, verifyingContract: REGISTRY } as const
  const typedData = {
    domain,
    types: { Wish: [{ name: 'n', type: 'uint256' }] },
    primaryType: 'Wish',
    message: { n: 1n },
  } as const
  assert.equal(slice(await added.signTypedData(typedData), 0, 84), passkeySignerBytes(REGISTRY, publicKey))
  assert.equal(slice(await signNestedTypedData(added, typedData), 0, 84), passkeySignerBytes(REGISTRY, publicKey))
  assert.equal(slice(await added.signMessage({ message: 'hello' }), 0, 20), REGISTRY)
  assert.ok(isPasskey(added))
  assert.ok(!isPasskey(privateKeyToAccount(DIGEST)))
  await assert.rejects(added.signTransaction({}), /sends no transactions/)
})

test('in a browser, a passkey is made for P-256 with user verification and asked for by its id', async () => {
  const { publicKey: key } = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
  const spki = await webcrypto.subtle.exportKey('spki', key)
  const asked: { publicKey: Record<string, unknown> }[] = []
  const credentials = {
    create: async (options: unknown) => {
      asked.push(options as never)
      return { rawId: Uint8Array.of(1, 2).buffer, response: { getPublicKey: () => spki } }
    },
    get: async (options: unknown) => {
      asked.push(options as never)
      return {
        response: await authenticator.assert(
          (options as never as { publicKey: { challenge: Uint8Array } }).publicKey.challenge,
        ),
      }
    },
  }
  const wish = {
    rpId: 'localhost',
    rpName: 'Genex',
    userId: Uint8Array.of(7),
    userName: 'me',
    challenge: Uint8Array.of(9),
  }
  const created = await createPasskey(credentials, wish)
  assert.deepEqual(created.publicKey, parsePublicKey(new Uint8Array(spki)))
  const browser = browserAuthenticator(credentials, { rpId: 'localhost', credentialId: created.credentialId })
  assert.ok(encodeAssertion(await browser.assert(hexToBytes(DIGEST))))
  assert.deepEqual(asked[0]?.publicKey.pubKeyCredParams, [{ type: 'public-key', alg: -7 }])
  assert.equal(asked[1]?.publicKey.userVerification, 'required')
  assert.deepEqual(asked[1]?.publicKey.allowCredentials, [{ type: 'public-key', id: Uint8Array.of(1, 2) }])
})

test('a browser that makes or gives nothing is an error', async () => {
  const credentials = { create: async () => null, get: async () => null }
  const wish = {
    rpId: 'localhost',
    rpName: 'Genex',
    userId: Uint8Array.of(7),
    userName: 'me',
    challenge: Uint8Array.of(9),
  }
  await assert.rejects(createPasskey(credentials, wish), /made no passkey/)
  const browser = browserAuthenticator(credentials, { rpId: 'localhost', credentialId: Uint8Array.of(1) })
  await assert.rejects(browser.assert(hexToBytes(DIGEST)), /gave no assertion/)
})
