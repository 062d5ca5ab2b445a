import { expect } from 'chai'
import { hashMessage } from 'ethers'
import { type Hex, hashTypedData, keccak256, stringToHex } from 'viem'
import { hashMessage as hashNestedMessage } from 'viem/experimental/erc7739'
import { signNestedTypedData } from '../../../../sdk/src/passkey/nested-signature.ts'
import { deployHolder } from '../../coupon/fixture.ts'
import { ethers, loadFixture } from '../../deployment.ts'
import { CHAIN_ID, passkeyPerson } from '../passkey-person.ts'

const VALID = '0x1626ba7e'
const INVALID = '0xffffffff'

/**
 * PasskeyAccount.isValidSignature (ERC-1271 by ERC-7739), receiving
 * ├── typed data and messages nested in the account's domain are valid
 * ├── the passkey's signature over the bare hash is not: it could be meant for another account of the same passkey
 * ├── nested for another account of the same passkey is not
 * ├── a passkey that does not speak for the account is nothing here either
 * ├── it says that it knows ERC-7739
 * └── it takes units and other tokens sent to it
 */
describe('PasskeyAccount: isValidSignature', () => {
  async function setUp() {
    const market = await deployHolder()
    const person = await passkeyPerson(market)
    await market.accountRegistry.deployAccount(person.keyId)
    const account = await ethers.getContractAt('PasskeyAccount', person.address)
    const domain = { name: 'Elsewhere', version: '1', chainId: CHAIN_ID, verifyingContract: person.address } as const
    const types = { Wish: [{ name: 'what', type: 'string' }] } as const
    const typedData = { domain, types, primaryType: 'Wish', message: { what: 'a wish' } } as const
    return { ...market, person, account, typedData, hash: hashTypedData(typedData) }
  }

  it('accepts nested typed data and messages', async () => {
    const { account, person, typedData, hash } = await loadFixture(setUp)
    expect(await account.isValidSignature(hash, await signNestedTypedData(person.signer, typedData))).to.equal(VALID)
    const verifierDomain = { name: 'Genex Passkey Account', version: '1', chainId: CHAIN_ID } as const
    const nested = hashNestedMessage({
      message: 'hello',
      verifierDomain: { ...verifierDomain, verifyingContract: person.address },
    })
    expect(await account.isValidSignature(hashMessage('hello'), await person.signer.sign({ hash: nested }))).to.equal(
      VALID,
    )
  })

  it('refuses the bare hash, and another account’s nesting', async () => {
    const market = await loadFixture(setUp)
    const { account, person, typedData, hash, accountRegistry } = market
    expect(await account.isValidSignature(hash, await person.signer.sign({ hash }))).to.equal(INVALID)
    const other = await passkeyPerson(market)
    await accountRegistry.deployAccount(other.keyId)
    const elsewhere = { ...person.signer, address: other.address }
    expect(await account.isValidSignature(hash, await signNestedTypedData(elsewhere, typedData))).to.equal(INVALID)
    const foreign = { ...other.signer, address: person.address }
    expect(await account.isValidSignature(hash, await signNestedTypedData(foreign, typedData))).to.equal(INVALID)
  })

  it('says that it knows ERC-7739', async () => {
    const { account } = await loadFixture(setUp)
    const question = `0x${'7739'.repeat(16)}`
    expect(await account.isValidSignature(question, '0x')).to.equal('0x77390001')
    expect(await account.isValidSignature(keccak256(stringToHex('no')) as Hex, '0x')).to.equal(INVALID)
  })

  it('takes units sent to it', async () => {
    const { settlement, identityRegistry, compliance, alice, tokenId, person } = await loadFixture(setUp)
    await identityRegistry.connect(compliance).setIdentity(person.address, 1n, 65_535n, 840n, false, false)
    await settlement.connect(alice)['safeTransferFrom(address,address,uint256)'](alice, person.address, tokenId)
    expect(await settlement.ownerOf(tokenId)).to.equal(person.address)
  })
})
