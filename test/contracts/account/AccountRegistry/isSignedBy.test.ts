import { expect } from 'chai'
import { getBytes } from 'ethers'
import { concatHex, type Hex, hexToBigInt, numberToHex, size, slice } from 'viem'
import { passkeyAddress, passkeyId } from '../../../../sdk/src/passkey/address.ts'
import { encodePasskeySignature, passkeySignerBytes } from '../../../../sdk/src/passkey/signature.ts'
import { FLAGS, softwareAuthenticator } from '../../../support/software-authenticator.ts'
import { deployRegistry, ethers, loadFixture } from './fixture.ts'

const DIGEST = ethers.id('a digest') as Hex
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * AccountRegistry.isSignedBy, accountOf
 * ├── given the passkey that the account is born with
 * │   ├── the SDK's address is the registry's, for any passkey
 * │   ├── its assertion over the digest counts, deployed or not
 * │   ├── when any single byte of the signature differs, it does not count
 * │   ├── when bytes are missing or follow, it does not count
 * │   ├── when s is high, it does not count
 * │   ├── when user verification or presence is missing, or the device claims to be backed up but not eligible
 * │   ├── when it is the assertion of a registration, or of another type
 * │   ├── when it confirms another challenge
 * │   └── when it names another registry
 * └── given another passkey
 *     ├── it does not count for the account
 *     └── it does not count when it names the account's own key
 */
describe('AccountRegistry: isSignedBy', () => {
  async function setUp() {
    const deployed = await deployRegistry()
    const { registry, address, phone, account } = deployed
    const signed = async (changes = {}) => {
      const assertion = await phone.authenticator.assert(getBytes(DIGEST), changes)
      return encodePasskeySignature(address, phone.publicKey, assertion)
    }
    const counts = (signature: Hex) => registry.isSignedBy(account, DIGEST, signature)
    return { ...deployed, signed, counts }
  }

  it('derives the address that the SDK derives', async () => {
    const { registry, address } = await loadFixture(setUp)
    for (let i = 0; i < 20; i++) {
      const { publicKey } = softwareAuthenticator()
      expect(await registry.accountOf(passkeyId(publicKey))).to.equal(passkeyAddress(address, publicKey))
    }
  })

  it('counts the assertion of the passkey that the account is born with, before and after deployment', async () => {
    const { registry, phone, signed, counts } = await loadFixture(setUp)
    expect(await counts(await signed())).to.equal(true)
    await registry.deployAccount(phone.keyId)
    expect(await counts(await signed())).to.equal(true)
  })

  it('refuses it when any single byte differs', async () => {
    const { signed, counts } = await loadFixture(setUp)
    const signature = await signed()
    for (let at = 0; at < size(signature); at++) {
      const bytes = getBytes(signature)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
      expect(await counts(ethers.hexlify(bytes) as Hex), `byte ${at}`).to.equal(false)
    }
  }).timeout(120_000)

  it('refuses it when bytes are missing or follow', async () => {
    const { signed, counts } = await loadFixture(setUp)
    const signature = await signed()
    for (const length of [0, 19, 20, 83, 84, 85, 153, 154, 190, size(signature) - 1]) {
      expect(await counts(length === 0 ? '0x' : slice(signature, 0, length)), `${length} bytes`).to.equal(false)
    }
    expect(await counts(concatHex([signature, '0x00']))).to.equal(false)
  })

  it('refuses a high s', async () => {
    const { signed, counts } = await loadFixture(setUp)
    const signature = await signed()
    const s = P256_ORDER - hexToBigInt(slice(signature, 116, 148))
    const high = concatHex([slice(signature, 0, 116), numberToHex(s, { size: 32 }), slice(signature, 148)])
    expect(await counts(high)).to.equal(false)
  })

  it('refuses it without user presence or verification, or with impossible flags', async () => {
    const { signed, counts } = await loadFixture(setUp)
    const { userPresent, userVerified, backupEligible, backedUp } = FLAGS
    expect(await counts(await signed({ flags: userPresent }))).to.equal(false)
    expect(await counts(await signed({ flags: userVerified }))).to.equal(false)
    expect(await counts(await signed({ flags: userPresent | userVerified | backedUp }))).to.equal(false)
    expect(await counts(await signed({ flags: userPresent | userVerified | backupEligible | backedUp }))).to.equal(true)
  })

  it('refuses what is not an assertion', async () => {
    const { signed, counts } = await loadFixture(setUp)
    expect(await counts(await signed({ type: 'webauthn.create' }))).to.equal(false)
    expect(await counts(await signed({ type: 'payment.get' }))).to.equal(false)
  })

  it('refuses another challenge', async () => {
    const { signed, counts } = await loadFixture(setUp)
    expect(await counts(await signed({ challenge: getBytes(ethers.id('another digest')) }))).to.equal(false)
  })

  it('refuses a signature that names another registry', async () => {
    const { signed, counts } = await loadFixture(setUp)
    const signature = await signed()
    expect(await counts(concatHex([numberToHex(1, { size: 20 }), slice(signature, 20)]))).to.equal(false)
  })

  it('refuses another passkey, under its own name and under the account’s', async () => {
    const { address, mallory, phone, counts } = await loadFixture(setUp)
    const signature = await mallory.signer.sign({ hash: DIGEST })
    expect(await counts(signature)).to.equal(false)
    const forged = concatHex([passkeySignerBytes(address, phone.publicKey), slice(signature, 84)])
    expect(await counts(forged)).to.equal(false)
  })
})
