import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createPublicClient, http, sha256 } from 'viem'
import { accountSignatures } from '../../../mapping/signer/account-signatures.ts'
import { newAccount } from '../api/support/calls.ts'
import { useApiWorld } from '../api/support/world.ts'

const digest = sha256('0x1234')

describe('the signature of an account, as a mapping signer judges it', () => {
  const world = useApiWorld()

  it('is its key’s own, without asking a node', async () => {
    const [owner, other] = [newAccount(), newAccount()]
    const chain = createPublicClient({ transport: http('http://127.0.0.1:1', { retryCount: 0 }) })
    const isSignedBy = accountSignatures(chain)
    const signature = await owner.sign?.({ hash: digest })
    assert.ok(signature)
    assert.equal(await isSignedBy(owner.address, digest, signature), true)
    // Whether the other account is a contract that accepts it, only a node could tell.
    await assert.rejects(isSignedBy(other.address, digest, signature), { code: 'CHAIN_UNAVAILABLE' })
  })

  it('is what its contract accepts (ERC-1271)', async () => {
    const [owner, other] = [newAccount(), newAccount()]
    const wallet = await world().deploy('mocks/MockWallet', [owner.address])
    const isSignedBy = accountSignatures(world().dependencies.chain)
    const [good, bad] = [await owner.sign?.({ hash: digest }), await other.sign?.({ hash: digest })]
    assert.ok(good && bad)
    assert.equal(await isSignedBy(wallet, digest, good), true)
    assert.equal(await isSignedBy(wallet, digest, bad), false)
    assert.equal(await isSignedBy(other.address, digest, good), false)
  })
})
