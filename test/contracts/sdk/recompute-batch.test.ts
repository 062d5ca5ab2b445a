import { p256 } from '@noble/curves/nist.js'
import { expect } from 'chai'
import { dataSlice, getBytes, hexlify, SigningKey } from 'ethers'
import { type Hex, keccak256 } from 'viem'
import { batchScope } from '../../../sdk/src/settle/batch-scope.ts'
import { SettleRevert } from '../../../sdk/src/settle/revert.ts'
import { verifySignature } from '../../../sdk/src/settle/signature.ts'
import { networkHelpers, SERIES } from '../settlement/fixture.ts'
import { deployStage } from '../settlement/scenarios/stage.ts'

const INCIDENT = `0x${'01'.repeat(32)}`
const DIGEST = keccak256('0x01')
const ADMIN = 0n

/** The core's hints follow the brake, as deployed. */
async function deployBraked() {
  const stage = await deployStage()
  const { manager, brake, address } = stage
  await manager.grantRole(ADMIN, brake, 0)
  await brake.connectCore(address)
  return stage
}

// Recomputing a batch with the SDK from its calldata and the views of the core
// ├── given a brake on the account, the series or the issuer: the twin sees it (each `play` compares)
// ├── given an expired brake: it sees that too
// ├── when the batch cannot be read: its scope says where
// └── signatures: secp256k1 by viem, P-256 by the platform
describe('SDK: recompute a batch', () => {
  for (const [name, domain] of [
    ['account', 4],
    ['series', 3],
    ['issuer', 2],
  ] as const) {
    it(`sees a brake on the ${name}, and that it expired`, async () => {
      const { alice, bob, issuer, brake, buyFirst, orderOf, play } = await networkHelpers.loadFixture(deployBraked)
      await buyFirst(alice, 2, false)
      const key = { account: bob.address, series: SERIES, issuer: issuer.address }[name]
      await brake.set(domain, key, INCIDENT)
      const trade = { buy: 0, sell: 1, taker: 'buy', units: 1 } as const
      const [buy, sell] = [await orderOf(bob, 'buy', { quantity: 2 }), await orderOf(alice, 'sell', { quantity: 2 })]

      const far = { expiry: (await networkHelpers.time.latest()) + 5 * 86_400 }
      const [held] = await play([buy, sell], [{ ...trade, serials: [1] }])
      await networkHelpers.time.increase(3 * 86_400)
      const [free] = await play(
        [await orderOf(bob, 'buy', far), await orderOf(alice, 'sell', far)],
        [{ ...trade, serials: [1] }],
      )

      expect([held?.code, free?.code]).to.deep.equal(['BRAKED', 'FILLED'])
    })
  }

  it('says where a batch cannot be read', () => {
    expect(() => batchScope('0x00')).to.throw(SettleRevert, 'Settlement_Malformed(1)')
  })

  it('knows its signer by viem, and nobody by nonsense', async () => {
    const key = new SigningKey(`0x${'07'.repeat(32)}`)
    const signer = `0x${keccak256(`0x${key.publicKey.slice(4)}`).slice(-40)}` as const
    const { r, s, yParity } = key.sign(DIGEST)
    const check = { kind: 'secp256k1', digest: DIGEST, r: r as `0x${string}`, s: s as `0x${string}`, signer } as const

    expect(await verifySignature({ ...check, yParity })).to.equal(true)
    expect(await verifySignature({ ...check, yParity: yParity === 0 ? 1 : 0 })).to.equal(false)
    expect(await verifySignature({ ...check, r: `0x${'ff'.repeat(32)}`, yParity })).to.equal(false)
  })

  it('knows a P-256 signer by the SHA-256 of the digest, and nobody by nonsense', async () => {
    const secret = p256.utils.randomSecretKey()
    const publicKey = hexlify(p256.getPublicKey(secret, false).slice(1)) as Hex
    const signature = hexlify(p256.sign(getBytes(DIGEST), secret))
    const [r, s] = [dataSlice(signature, 0, 32) as Hex, dataSlice(signature, 32) as Hex]
    const check = { kind: 'p256', digest: DIGEST, r, s, publicKey } as const

    expect(await verifySignature(check)).to.equal(true)
    expect(await verifySignature({ ...check, r: s, s: r })).to.equal(false)
    expect(await verifySignature({ ...check, s: `0x${'00'.repeat(32)}` })).to.equal(false)
    expect(await verifySignature({ ...check, publicKey: `0x${'01'.repeat(64)}` })).to.equal(false)
  })
})
