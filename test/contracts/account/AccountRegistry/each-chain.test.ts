import { expect } from 'chai'
import { network } from 'hardhat'
import type { Address } from 'viem'
import { CREATE2_PROXY, placeAccountRegistry } from '../../../../ignition/account-registry.ts'
import { CREATE2_PROXY_CODE } from '../../../../local/singletons.ts'
import { encodeIntentCall } from '../../../../sdk/src/intent-call.ts'
import { passkeyId } from '../../../../sdk/src/passkey/address.ts'
import { signOnEachChain } from '../../../../sdk/src/passkey/each-chain.ts'
import { passkeySigner } from '../../../../sdk/src/passkey/signer.ts'
import { softwareAuthenticator } from '../../../support/software-authenticator.ts'

const CHAINS = { genex: 719_719, base: 84_538_453 } as const
const FAR_SEC = 4_000_000_000

/**
 * The account registry on both chains
 * ├── it stands at one address, and so does every account
 * ├── placing it again, or after somebody else did, changes nothing
 * ├── a chain without the CREATE2 proxy is named
 * ├── a passkey that was removed on one chain speaks on the other
 * └── a change signed for each chain removes it on both, each signature on its own chain only
 */
describe('AccountRegistry: both chains', () => {
  async function connect(name: keyof typeof CHAINS) {
    const { provider, ethers, networkHelpers } = await network.create(name)
    await networkHelpers.setCode(CREATE2_PROXY, CREATE2_PROXY_CODE)
    const address = await placeAccountRegistry(provider, 1)
    const registry = await ethers.getContractAt('AccountRegistry', address)
    return { provider, ethers, chainId: CHAINS[name], address, registry }
  }

  async function setUp() {
    const chains = [await connect('genex'), await connect('base')] as const
    const [{ address }] = chains
    const signerOf = (account?: Address) => {
      const authenticator = softwareAuthenticator()
      const place = account ? { account } : {}
      return passkeySigner({ registry: address, publicKey: authenticator.publicKey, authenticator, ...place })
    }
    const phone = signerOf()
    return { chains, phone, laptop: signerOf(phone.address) }
  }

  it('stands at one address, and so does every account', async () => {
    const { chains, phone } = await setUp()
    const [genex, base] = chains
    expect(genex.address).to.equal(base.address)
    for (const { registry } of chains) {
      expect(await registry.accountOf(passkeyId(phone.passkey))).to.equal(phone.address)
      await registry.deployAccount(passkeyId(phone.passkey))
    }
    const codes = chains.map(({ ethers }) => ethers.provider.getCode(phone.address))
    expect((await Promise.all(codes)).every((code, _, [first]) => code !== '0x' && code === first)).to.equal(true)
  })

  it('is placed once, whoever was first', async () => {
    const { provider, ethers, address } = await connect('genex')
    const block = await ethers.provider.getBlockNumber()
    expect(await placeAccountRegistry(provider, 1)).to.equal(address)
    expect(await ethers.provider.getBlockNumber()).to.equal(block)
  })

  it('names a chain without the CREATE2 proxy', async () => {
    const { provider, networkHelpers } = await network.create('genex')
    await networkHelpers.setCode(CREATE2_PROXY, '0x')
    const refusal = await placeAccountRegistry(provider, 1).catch((error: unknown) => String(error))
    expect(refusal).to.include('The chain lacks the CREATE2 proxy.')
  })

  it('is told of a change on each chain', async () => {
    const { chains, phone, laptop } = await setUp()
    const places = chains.map(({ chainId, address }) => ({ chainId, registry: address, nonce: 0n, deadline: FAR_SEC }))
    const change = { name: 'RotatePasskey', fields: { oldKeyId: passkeyId(phone.passkey) }, newcomer: laptop } as const
    const [forGenex, forBase] = await signOnEachChain(phone, change, places)
    if (!forGenex || !forBase) throw new Error('one for each chain')
    const [genex, base] = chains
    const carry = async ({ ethers, address }: typeof genex, intent: typeof forGenex) =>
      (await ethers.getSigners())[0]?.sendTransaction({ to: address, data: encodeIntentCall(intent).data })
    const speaks = ({ registry }: typeof genex) => registry.isPasskeyOf(phone.address, passkeyId(phone.passkey))

    await carry(genex, forGenex)
    expect([await speaks(genex), await speaks(base)]).to.deep.equal([false, true])
    await expect(carry(base, forGenex)).to.be.revertedWithCustomError(base.registry, 'Accounts_BadPossession')
    await carry(base, forBase)
    expect([await speaks(genex), await speaks(base)]).to.deep.equal([false, false])
  })
})
