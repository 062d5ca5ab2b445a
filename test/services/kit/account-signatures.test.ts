import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Address, createPublicClient, getAddress, http, sha256, slice } from 'viem'
import { createApp } from '../../../api/app.ts'
import { domainOfStatements } from '../../../api/domain/statement-domain.ts'
import { accountSignatures } from '../../../kit/account-signatures.ts'
import { Addresses } from '../../../kit/addresses.ts'
import { Health } from '../../../kit/health.ts'
import { passkeySigner } from '../../../sdk/src/passkey/signer.ts'
import { softwareAuthenticator } from '../../support/software-authenticator.ts'
import { register } from '../api/support/api-keys.ts'
import { newAccount, signIn } from '../api/support/calls.ts'
import { ACCOUNT_REGISTRY as NO_REGISTRY, useApiWorld } from '../api/support/world.ts'

/** Nothing is deployed there. */
const ACCOUNT_REGISTRY = getAddress(NO_REGISTRY)
const digest = sha256('0x1234')

describe('the signature of an account, as API and mapping signers judge it', () => {
  const world = useApiWorld()

  it('is its key’s own, without asking a node', async () => {
    const [owner, other] = [newAccount(), newAccount()]
    const chain = createPublicClient({ transport: http('http://127.0.0.1:1', { retryCount: 0 }) })
    const isSignedBy = accountSignatures({ chain, registry: ACCOUNT_REGISTRY })
    const signature = await owner.sign?.({ hash: digest })
    assert.ok(signature)
    assert.equal(await isSignedBy(owner.address, digest, signature), true)
    // Whether the other account is a contract that accepts it, only a node could tell.
    await assert.rejects(isSignedBy(other.address, digest, signature), { code: 'CHAIN_UNAVAILABLE' })
  })

  it('is what its contract accepts (ERC-1271)', async () => {
    const [owner, other] = [newAccount(), newAccount()]
    const wallet = await world().deploy('mocks/MockWallet', [owner.address])
    const isSignedBy = accountSignatures({ chain: world().dependencies.chain, registry: ACCOUNT_REGISTRY })
    const [good, bad] = [await owner.sign?.({ hash: digest }), await other.sign?.({ hash: digest })]
    assert.ok(good && bad)
    assert.equal(await isSignedBy(wallet, digest, good), true)
    assert.equal(await isSignedBy(wallet, digest, bad), false)
    assert.equal(await isSignedBy(other.address, digest, good), false)
  })

  describe('by a passkey', () => {
    const newSigner = (registry: Address, account?: Address) => {
      const authenticator = softwareAuthenticator({ rpId: 'genex.test', origin: 'http://genex.test:3000' })
      return passkeySigner({
        registry,
        authenticator,
        publicKey: authenticator.publicKey,
        ...(account ? { account } : {}),
      })
    }

    it('is what the registry says, also of an account that is not deployed', async () => {
      const { chain } = world().dependencies
      const registry = await world().deploy('account/AccountRegistry', [])
      const isSignedBy = accountSignatures({ chain, registry })
      const [owner, other] = [newSigner(registry), newSigner(registry)]
      const signature = await owner.sign({ hash: digest })
      assert.equal(await isSignedBy(owner.address, digest, signature), true)
      assert.equal(await isSignedBy(other.address, digest, signature), false)
      assert.equal(await isSignedBy(owner.address, sha256('0x99'), signature), false)
      assert.equal(await isSignedBy(owner.address, digest, slice(signature, 0, 100)), false)
      assert.equal(await chain.getCode({ address: owner.address }), undefined)
    })

    it('is none by a registry that is not ours, or where there is none', async () => {
      const { chain } = world().dependencies
      const [registry, foreign] = [await world().deploy('account/AccountRegistry', []), ACCOUNT_REGISTRY]
      const owner = newSigner(foreign)
      const signature = await owner.sign({ hash: digest })
      assert.equal(await accountSignatures({ chain, registry })(owner.address, digest, signature), false)
      assert.equal(await accountSignatures({ chain, registry: foreign })(owner.address, digest, signature), false)
    })

    it('signs in and consents to an API key', async () => {
      const registry = await world().deploy('account/AccountRegistry', [])
      const { dependencies } = world()
      const names = ['Settlement', 'IssuerTreasury', 'MarketMakerDeposits', 'MoneyToken']
      const known = names.map((name) => [name, dependencies.addresses.get(name)] as const)
      const addresses = new Addresses('test', new Map([...known, ['AccountRegistry', registry]]))
      const app = createApp({ ...dependencies, addresses, health: new Health('api') })
      const account = newSigner(registry)
      const tokens = await signIn(app, account)
      const nowSec = Math.floor(dependencies.now().getTime() / 1000)
      const wish = { account, domain: domainOfStatements({ ...dependencies, addresses }), nowSec }
      assert.match((await register(app, tokens, wish)).keyId, /^gxk_/)
    })

    it('cannot be judged while the chain is away', async () => {
      const chain = createPublicClient({ transport: http('http://127.0.0.1:1', { retryCount: 0 }) })
      const owner = newSigner(ACCOUNT_REGISTRY)
      const isSignedBy = accountSignatures({ chain, registry: ACCOUNT_REGISTRY })
      const signature = await owner.sign({ hash: digest })
      await assert.rejects(isSignedBy(owner.address, digest, signature), { code: 'CHAIN_UNAVAILABLE' })
    })
  })
})
