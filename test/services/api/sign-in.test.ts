import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { concatHex, encodeDeployData, getCreate2Address, type LocalAccount, pad } from 'viem'
import { serializeErc6492Signature } from 'viem/utils'
import { assertProblem, call, messageFor, newAccount, post, signIn } from './support/calls.ts'
import { artifact, useApiWorld } from './support/world.ts'

const PATH = '/api/v1/auth/siwe'
/** The CREATE2 proxy that every chain has: calldata = salt and init code. */
const CREATE2_PROXY = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

const world = useApiWorld()

describe('sign-in', () => {
  describe('is refused when', () => {
    const spoiled = [
      ['the domain is another one', { domain: 'evil.test' }, 'SIWE_WRONG_DOMAIN'],
      ['the chain is another one', { chainId: 1 }, 'SIWE_WRONG_CHAIN'],
      ['the message has expired', { expirationTime: new Date(0) }, 'SIWE_EXPIRED'],
      ['the message is not valid yet', { notBefore: new Date(4e12) }, 'SIWE_EXPIRED'],
      ['the nonce is not ours', { nonce: 'abcdefgh12345678' }, 'SIWE_NONCE_UNKNOWN'],
    ] as const
    for (const [name, changes, code] of spoiled) {
      it(name, async () => {
        const account = newAccount()
        const message = await messageFor(world().app, account.address, changes)
        const signature = await account.signMessage({ message })
        assertProblem(await post(world().app, PATH, { message, signature }), 401, code)
      })
    }

    it('the text is no sign-in message', async () => {
      assertProblem(await post(world().app, PATH, { message: 'hello', signature: '0x00' }), 401, 'SIWE_MALFORMED')
    })

    it('a date is none', async () => {
      const account = newAccount()
      const message = `${await messageFor(world().app, account.address)}\nExpiration Time: 2026-99-99T00:00:00.000Z`
      const signature = await account.signMessage({ message })
      assertProblem(await post(world().app, PATH, { message, signature }), 401, 'SIWE_MALFORMED')
    })

    it('another key signed', async () => {
      const message = await messageFor(world().app, newAccount().address)
      const signature = await newAccount().signMessage({ message })
      assertProblem(await post(world().app, PATH, { message, signature }), 401, 'SIWE_BAD_SIGNATURE')
    })

    for (const signature of [
      '0x',
      '0x00',
      `0x${'00'.repeat(65)}`,
      `0x${'ff'.repeat(65)}`,
      `0x${'64926492'.repeat(8)}`,
    ]) {
      it(`the signature is ${signature.slice(0, 12)}`, async () => {
        const message = await messageFor(world().app, newAccount().address)
        assertProblem(await post(world().app, PATH, { message, signature }), 401, 'SIWE_BAD_SIGNATURE')
      })
    }

    it('the nonce was used, also by a failed try', async () => {
      const account = newAccount()
      const message = await messageFor(world().app, account.address)
      const signature = await account.signMessage({ message })
      const wrong = await newAccount().signMessage({ message })
      assertProblem(await post(world().app, PATH, { message, signature: wrong }), 401, 'SIWE_BAD_SIGNATURE')
      assertProblem(await post(world().app, PATH, { message, signature }), 401, 'SIWE_NONCE_UNKNOWN')
    })

    it('the nonce is older than five minutes', async () => {
      const account = newAccount()
      const message = await messageFor(world().app, account.address)
      const signature = await account.signMessage({ message })
      world().advance(301)
      assertProblem(await post(world().app, PATH, { message, signature }), 401, 'SIWE_NONCE_UNKNOWN')
    })
  })

  it('takes an externally owned account', async () => {
    const account = newAccount()
    const tokens = await signIn(world().app, account)
    assert.equal((tokens as { account?: string }).account, account.address)
  })

  it('takes one message once, also when it comes twice at the same time', async () => {
    const account = newAccount()
    const message = await messageFor(world().app, account.address)
    const body = { message, signature: await account.signMessage({ message }) }
    const answers = await Promise.all([post(world().app, PATH, body), post(world().app, PATH, body)])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401])
  })

  it('takes a contract account by its owner’s signature (ERC-1271)', async () => {
    const owner = newAccount()
    const wallet = await world().deploy('mocks/MockWallet', [owner.address])
    const message = await messageFor(world().app, wallet)
    const answer = await post(world().app, PATH, { message, signature: await owner.signMessage({ message }) })
    assert.deepEqual([answer.status, answer.body.account], [200, wallet])
  })

  it('refuses a contract account when another key signed', async () => {
    const wallet = await world().deploy('mocks/MockWallet', [newAccount().address])
    const message = await messageFor(world().app, wallet)
    const signature = await newAccount().signMessage({ message })
    assertProblem(await post(world().app, PATH, { message, signature }), 401, 'SIWE_BAD_SIGNATURE')
  })

  it('takes a contract account that is not deployed yet (ERC-6492)', async () => {
    const owner = newAccount()
    const { wallet, wrap } = undeployedWallet(owner)
    const message = await messageFor(world().app, wallet)
    const answer = await post(world().app, PATH, { message, signature: await wrap(message, owner) })
    assert.deepEqual([answer.status, answer.body.account], [200, wallet])
    assert.equal(await world().dependencies.chain.getCode({ address: wallet }), undefined)
  })

  it('refuses one that is not deployed yet when another key signed', async () => {
    const { wallet, wrap } = undeployedWallet(newAccount())
    const message = await messageFor(world().app, wallet)
    const signature = await wrap(message, newAccount())
    assertProblem(await post(world().app, PATH, { message, signature }), 401, 'SIWE_BAD_SIGNATURE')
  })
})

describe('an access token', () => {
  for (const token of ['x', 'a.b.c', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIweDAifQ.']) {
    it(`${token} is refused where none is needed, too`, async () => {
      const answer = await call(world().app, '/api/v1/protocol', { headers: { authorization: `Bearer ${token}` } })
      assertProblem(answer, 401, 'TOKEN_INVALID')
    })
  }

  it('is good for 15 minutes', async () => {
    const { accessToken } = await signIn(world().app)
    const headers = { authorization: `Bearer ${accessToken}` }
    world().advance(14 * 60)
    assert.equal((await call(world().app, '/api/v1/protocol', { headers })).status, 200)
    world().advance(61)
    assertProblem(await call(world().app, '/api/v1/protocol', { headers }), 401, 'TOKEN_INVALID')
  })

  it('is needed for what belongs to an account', async () => {
    assertProblem(await call(world().app, '/api/v1/orders'), 401, 'AUTH_REQUIRED')
  })
})

/** Where the wallet of `owner` will be, and signatures that say how to get it there. */
function undeployedWallet(owner: LocalAccount) {
  const { abi, bytecode } = artifact('mocks/MockWallet')
  const initCode = encodeDeployData({ abi, bytecode, args: [owner.address] })
  const salt = pad('0x01', { size: 32 })
  const wallet = getCreate2Address({ from: CREATE2_PROXY, salt, bytecode: initCode })
  const wrap = async (message: string, signer: LocalAccount) =>
    serializeErc6492Signature({
      address: CREATE2_PROXY,
      data: concatHex([salt, initCode]),
      signature: await signer.signMessage({ message }),
    })
  return { wallet, wrap }
}
