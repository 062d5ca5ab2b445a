import { expect } from 'chai'
import type { TypedDataField } from 'ethers'
import { receiveWithAuthorizationTypes } from '../../../../sdk/src/typed-data/authorizations.ts'
import { deployFoundation, ethers, loadFixture } from '../../deployment.ts'

/**
 * TestStablecoin
 * ├── mint
 * │   └── it is open to anyone, in units of 6 decimals
 * ├── permit (ERC-2612)
 * │   └── it allows by signature, once
 * └── receiveWithAuthorization (ERC-3009, bytes signature)
 *     ├── when the caller is not the payee
 *     │   └── it reverts
 *     ├── when the signature is another's
 *     │   └── it reverts
 *     ├── it moves the money once
 *     └── given another nonce key
 *         └── it is independent
 */
describe('TestStablecoin', () => {
  const amount = 45_000_000n

  async function deployMoney() {
    const deployed = await deployFoundation()
    const { money } = deployed
    await money.mint(deployed.alice.address, 1_000_000_000n)
    const domain = {
      name: 'Genex Test Dollar',
      version: '1',
      chainId: 719719,
      verifyingContract: await money.getAddress(),
    }
    return { ...deployed, money, domain, authorize: authorizer(domain) }
  }

  it('has 6 decimals and an open mint', async () => {
    const { money, stranger, bob } = await loadFixture(deployMoney)
    await money.connect(stranger).mint(bob.address, amount)
    expect(await money.balanceOf(bob.address)).to.equal(amount)
    expect(await money.decimals()).to.equal(6n)
  })

  it('allows by permit, once', async () => {
    const { money, domain, alice, bob } = await loadFixture(deployMoney)
    const value = { owner: alice.address, spender: bob.address, value: amount, nonce: 0n, deadline: 4_000_000_000n }
    const { v, r, s } = ethers.Signature.from(await alice.signTypedData(domain, permitTypes, value))
    await money.permit(alice.address, bob.address, amount, value.deadline, v, r, s)
    expect(await money.allowance(alice.address, bob.address)).to.equal(amount)
    expect(await money['nonces(address)'](alice.address)).to.equal(1n)
    await expect(
      money.permit(alice.address, bob.address, amount, value.deadline, v, r, s),
    ).to.be.revertedWithCustomError(money, 'ERC2612InvalidSigner')
  })

  it('reverts for a caller who is not the payee', async () => {
    const { money, authorize, alice, bob, stranger } = await loadFixture(deployMoney)
    const args = await authorize(alice, bob.address, amount, 0n)
    await expect(money.connect(stranger)[receive](...args)).to.be.revertedWithCustomError(money, 'ERC20InvalidReceiver')
  })

  it("reverts for another's signature", async () => {
    const { money, authorize, alice, bob } = await loadFixture(deployMoney)
    const [, ...rest] = await authorize(bob, bob.address, amount, 0n)
    await expect(money.connect(bob)[receive](alice.address, ...rest)).to.be.revertedWithCustomError(
      money,
      'ERC3009InvalidSignature',
    )
  })

  it('moves the money once', async () => {
    const { money, authorize, alice, bob } = await loadFixture(deployMoney)
    const args = await authorize(alice, bob.address, amount, 7n << 64n)
    await money.connect(bob)[receive](...args)
    expect(await money.balanceOf(bob.address)).to.equal(amount)
    await expect(money.connect(bob)[receive](...args)).to.be.revertedWithCustomError(money, 'InvalidAccountNonce')
  })

  it('keeps nonce keys independent', async () => {
    const { money, authorize, alice, bob } = await loadFixture(deployMoney)
    await money.connect(bob)[receive](...(await authorize(alice, bob.address, amount, 9n << 64n)))
    await money.connect(bob)[receive](...(await authorize(alice, bob.address, amount, 8n << 64n)))
    expect(await money.balanceOf(bob.address)).to.equal(2n * amount)
  })
})

const receive = 'receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)'

const permitTypes = {
  Permit: ['owner', 'spender', 'value', 'nonce', 'deadline'].map((name) => ({
    name,
    type: name === 'owner' || name === 'spender' ? 'address' : 'uint256',
  })),
}

function authorizer(domain: Record<string, unknown>) {
  return async (from: { address: string; signTypedData: SignTypedData }, to: string, value: bigint, nonce: bigint) => {
    const fields = [from.address, to, value, 0n, 4_000_000_000n, ethers.toBeHex(nonce, 32)] as const
    const [, , , validAfter, validBefore, nonceWord] = fields
    const types = receiveWithAuthorizationTypes as unknown as Record<string, TypedDataField[]>
    const message = { from: from.address, to, value, validAfter, validBefore, nonce: nonceWord }
    return [...fields, await from.signTypedData(domain, types, message)] as const
  }
}

type SignTypedData = (
  domain: Record<string, unknown>,
  types: Record<string, TypedDataField[]>,
  value: Record<string, unknown>,
) => Promise<string>
