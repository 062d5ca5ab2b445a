import { p256 } from '@noble/curves/nist.js'
import { expect } from 'chai'
import { getAddress, getBytes, hexlify, keccak256, toBeHex } from 'ethers'
import type { Hex } from 'viem'
import { domainOf } from '../../../../sdk/src/typed-data/domain.ts'
import { hashOrder, type Order } from '../../../../sdk/src/typed-data/order.ts'
import { CHAIN_ID, deployMarket, networkHelpers, type SignedOrder } from '../fixture.ts'

const { loadFixture } = networkHelpers
const SECRET = getBytes(toBeHex(0xc0ffee, 32))
const OTHER_SECRET = getBytes(toBeHex(0xdecaf, 32))
const xyOf = (secret: Uint8Array) => hexlify(p256.getPublicKey(secret, false).slice(1)) as Hex
const addressOf = (secret: Uint8Array) => getAddress(`0x${keccak256(xyOf(secret)).slice(26)}`)

/** Bob trades with a P-256 key. */
async function deployWithP256() {
  const market = await deployMarket()
  await market.words.setProfile(market.bob.address, { key: addressOf(SECRET), keyKind: 1 })
  const domain = domainOf('settlement', CHAIN_ID, market.address)
  const sign = (order: Order, secret = SECRET, key = secret): SignedOrder => {
    const signature = hexlify(p256.sign(getBytes(hashOrder(domain, order)), secret, { lowS: false })) as Hex
    return { order, signature, position: 1n, publicKey: xyOf(key) }
  }
  return { market, sign }
}

// settle: P-256 keys (precompile at 0x100)
// ├── when the key behind the address signed
// │   └── it fills, with a unit id or without
// ├── when another key signed, or another key's coordinates come along
// │   └── it is skipped
// └── when the form of the signature is not the key's kind
//     └── it is skipped
describe('Settlement.settle: P-256 keys', () => {
  it('fills what the key signed', async () => {
    const { market, sign } = await loadFixture(deployWithP256)

    const record = await market.trade(sign(market.buy(market.bob).order), market.sell(market.alice), { serials: [1] })

    expect(record.code).to.equal('FILLED')
  })

  it('fills a NAMED sale of the key', async () => {
    const { market, sign } = await loadFixture(deployWithP256)
    await market.words.giveUnits(market.bob.address, 1, [30])
    const sell = market.sell(market.bob, { unitId: (1n << 32n) | 30n, flags: { unitChoice: 'NAMED' } })

    const record = await market.trade(market.buy(market.carol), sign(sell.order), { serials: [30] })

    expect(record.code).to.equal('FILLED')
  })

  it('skips what another key signed, with its own coordinates or with those of the key', async () => {
    const { market, sign } = await loadFixture(deployWithP256)
    const { order } = market.buy(market.bob)

    await market.expectSkip(sign(order, OTHER_SECRET), market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
    await market.expectSkip(sign(order, OTHER_SECRET, SECRET), market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
  })

  it('skips a secp256k1 signature under a P-256 key', async () => {
    const { market } = await loadFixture(deployWithP256)
    await market.expectSkip(market.buy(market.bob), market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
  })

  it('skips a P-256 signature under a secp256k1 key', async () => {
    const { market, sign } = await loadFixture(deployWithP256)
    await market.words.setProfile(market.bob.address, { key: addressOf(SECRET), keyKind: 0 })
    await market.expectSkip(sign(market.buy(market.bob).order), market.sell(market.alice), 'BAD_SIGNATURE', 'buy')
  })
})
