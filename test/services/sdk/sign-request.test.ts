import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import type { Hex } from 'viem'
import { ed25519Key } from '../../../api/domain/api-keys/ed25519-key.ts'
import { readSignatureInput } from '../../../api/domain/api-keys/signature-input.ts'
import { createRequestSigner, generateApiKey, publicKeyOf } from '../../../sdk/src/client/api-key.ts'
import { type RequestToSign, signRequest } from '../../../sdk/src/client/sign-request.ts'
import { contentDigest } from '../../../sdk/src/http-signature/content-digest.ts'
import { serializeSignatureInput, signatureBase } from '../../../sdk/src/http-signature/signature-base.ts'

/** RFC 9421, appendix B.1.4, and the message and signature of B.2.6. */
const RFC = {
  seed: '0x9f8362f87a484a954e6e740c5b4c0e84229139a20aa8ab56ff66586f6a7d29c5',
  publicPem: `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----`,
  headers: new Map([
    ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
    ['content-type', 'application/json'],
    ['content-length', '18'],
  ]),
  components: ['date', '@method', '@path', '@authority', 'content-type', 'content-length'],
  input:
    '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
  signature: 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
} as const

interface Vector extends RequestToSign {
  name: string
  seed: Hex
  publicKey: Hex
  keyId: string
  createdSec: number
  nonce: string
  base: string[]
  signed: Record<string, string>
}

describe('RFC 9421, appendix B.2.6 (ed25519)', () => {
  const request = {
    method: 'POST',
    authority: 'example.com',
    path: '/foo',
    query: 'param=Value&Pet=dog',
    header: (name: string) => RFC.headers.get(name),
  }
  const base = signatureBase(request, RFC.components, RFC.input)

  it('is verified by its public key over our base', () => {
    const key = createPublicKey(RFC.publicPem)
    assert.ok(verify(null, Buffer.from(base), key, Buffer.from(RFC.signature, 'base64')))
    assert.ok(!verify(null, Buffer.from(base.replace('/foo', '/fop')), key, Buffer.from(RFC.signature, 'base64')))
  })

  it('is what our signer gives', async () => {
    const signer = await createRequestSigner('test-key-ed25519', RFC.seed)
    const signature = await signer.sign(new TextEncoder().encode(base))
    assert.equal(Buffer.from(signature).toString('base64'), RFC.signature)
  })

  it('has the parameters that we write', () => {
    const parameters = [
      ['created', 1618884473],
      ['keyid', 'test-key-ed25519'],
    ] as const
    assert.equal(serializeSignatureInput(RFC.components, parameters), RFC.input)
  })
})

describe('RFC 9530', () => {
  it('appendix B.1: the digest of {"hello": "world"} and a line feed', async () => {
    const digest = await contentDigest(new TextEncoder().encode('{"hello": "world"}\n'))
    assert.equal(digest, 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:')
  })
})

describe('the vectors of the documentation', () => {
  const page = readFileSync(new URL('../../../api/docs/signed-requests.md', import.meta.url), 'utf8')
  const vectors = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as Vector[]
  assert.ok(vectors.length >= 2)

  for (const vector of vectors) {
    it(vector.name, async () => {
      assert.equal(await publicKeyOf(vector.seed), vector.publicKey)
      const signer = await createRequestSigner(vector.keyId, vector.seed)
      assert.deepEqual(await signRequest(signer, vector, vector), vector.signed)
      const input = readSignatureInput(String(vector.signed['signature-input']), String(vector.signed.signature))
      if (typeof input === 'string') throw new Error(input)
      assert.deepEqual([input.keyId, input.nonce, input.createdSec], [vector.keyId, vector.nonce, vector.createdSec])
      assert.ok(vector.base.at(-1)?.endsWith(input.text))
      const base = Buffer.from(vector.base.join('\n'))
      assert.ok(verify(null, base, ed25519Key(vector.publicKey), input.signature))
    })
  }
})

describe('signRequest', () => {
  it('takes a nonce of its own each time and the time of now', async () => {
    const { seed } = await generateApiKey()
    const signer = await createRequestSigner('k', seed)
    const request = { method: 'GET', url: 'http://127.0.0.1/x' }
    const inputs = await Promise.all([1, 2].map(async () => (await signRequest(signer, request))['signature-input']))
    const nonces = inputs.map((input) => /nonce="([^"]+)"/.exec(String(input))?.[1])
    assert.equal(new Set(nonces).size, 2)
    const created = Number(/created=(\d+)/.exec(String(inputs[0]))?.[1])
    assert.ok(Math.abs(created - Date.now() / 1000) < 60)
  })
})
