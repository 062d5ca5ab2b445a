import { expect } from 'chai'
import { SigningKey } from 'ethers'
import { network } from 'hardhat'
import type { Hex } from 'viem'
import { domainOf } from '../../../../sdk/src/typed-data/domain.ts'
import { hashOrder } from '../../../../sdk/src/typed-data/order.ts'
import {
  connection,
  deployMarket,
  networkHelpers,
  recordsOf,
  SERIES,
  type SignedOrder,
  type Trader,
  tokenIdOf,
} from '../fixture.ts'
import { SLOTS, slotOf, wordHex } from '../words.ts'

const FORK_CHAIN_ID = 4_242

/** The market on a chain that split off: the same code at the same address with the same words, under another chain id. */
async function deployFork() {
  const market = await networkHelpers.loadFixture(deployMarket)
  const fork = await network.create({ network: 'genex', override: { chainId: FORK_CHAIN_ID } })
  const { ethers, networkHelpers: onFork } = fork
  for (const address of [market.address, await market.brake.getAddress()]) {
    await onFork.setCode(address, await connection.ethers.provider.getCode(address))
  }
  const { accounts, profiles, units, seriesA, seriesB, issuers, operator, batch } = SLOTS
  const people = [market.alice, market.bob].map(({ address }) => address)
  const slots = [
    ...people.flatMap((account) => [slotOf(accounts, account), slotOf(profiles, account)]),
    ...[slotOf(seriesA, SERIES), slotOf(seriesB, SERIES), slotOf(issuers, market.issuer.address)],
    ...[slotOf(units, tokenIdOf(SERIES, 1)), wordHex(operator), wordHex(batch)],
  ]
  for (const slot of slots) {
    await onFork.setStorageAt(market.address, slot, wordHex(await market.words.read(slot)))
  }
  const settlement = await ethers.getContractAt('ISettlement', market.address)
  const signer = await ethers.getSigner(market.operator.address)
  const settleOnFork = async (buy: SignedOrder, sell: SignedOrder) => {
    const { batchNo } = await settlement.batchState()
    const trade = { buy: 0, sell: 1, taker: 'buy', units: 1, serials: [1] } as const
    const data = await market.encode([buy, sell], [trade], { batchNo: batchNo + 1n })
    const receipt = await (await settlement.connect(signer).settle(data)).wait()
    return recordsOf(settlement.interface, receipt?.logs ?? [])[0]
  }
  const signForFork = ({ order, position }: SignedOrder, by: Trader): SignedOrder => {
    const digest = hashOrder(domainOf('settlement', FORK_CHAIN_ID, market.address), order)
    return { order, position, signature: new SigningKey(by.privateKey).sign(digest).serialized as Hex }
  }
  return { market, settleOnFork, signForFork }
}

// Audit of Polymarket's exchange (ChainSecurity, V1)
// given a chain that split off after the deployment
// ├── what was signed for the old chain is skipped on the new one
// └── what was signed for the new chain settles there
describe('Attack: domain-separator-cached-across-chain-id', () => {
  it('settles on the new chain only what was signed for it', async () => {
    const { market, settleOnFork, signForFork } = await deployFork()
    const [buy, sell] = [market.buy(market.bob), market.sell(market.alice)]

    const old = await settleOnFork(buy, sell)
    const own = await settleOnFork(signForFork(buy, market.bob), signForFork(sell, market.alice))

    expect([old?.code, old?.failingSide]).to.deep.equal(['BAD_SIGNATURE', 'both'])
    expect(own?.code).to.equal('FILLED')
  })
})
