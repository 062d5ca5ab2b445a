import { type Abi, type Address, type Hex, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { CHAINS } from '../../../../../local/anvil.ts'
import { localKey } from '../../../../../local/keys.ts'
import { settlementAbi } from '../../../../../sdk/src/abi/settlement.gen.ts'
import { testStablecoinAbi } from '../../../../../sdk/src/abi/test-stablecoin.gen.ts'
import { DEFAULT_ORDER_FLAGS, encodeOrderFlags, type OrderFlags } from '../../../../../sdk/src/order-flags.ts'
import { depositTypedData } from '../../../../../sdk/src/typed-data/authorizations.ts'
import { hashOrder, type Order } from '../../../../../sdk/src/typed-data/order.ts'
import type { Core } from './core.ts'
import type { TestChain } from './test-chain.ts'

const DEPLOYER = localKey('deployer')
const FULL_SCOPE = (3 << 14) | (3 << 12) | (31 << 7)
const IDENTITY = { level: 2, state: 0, sanctioned: false, kycExpiryDay: 0xffff, jurisdiction: 840, accredited: false }

export type OrderWish = Partial<Omit<Order, 'flags' | 'account'>> & { flags?: Partial<OrderFlags> }

/** A placement as it travels: small numbers as numbers, amounts as decimal strings. */
export interface PlacementBody {
  order: Omit<Order, 'price' | 'unitId'> & { price: string; unitId: string }
  signature: Hex
  clientOrderId?: string
  confirmedPrice?: boolean
}

/** Somebody with a wallet, a profile, a trading key that is the wallet itself, and money in the core. */
export class Trader {
  readonly key: Hex = generatePrivateKey()
  readonly account = privateKeyToAccount(this.key)
  readonly #chain: TestChain
  readonly #core: Core
  #seq = new Map<number, number>()

  constructor(chain: TestChain, core: Core) {
    this.#chain = chain
    this.#core = core
  }

  get address(): Address {
    return this.account.address
  }

  /** Identity, key and money. */
  async enter(cashUsdc6: bigint): Promise<this> {
    await this.identify()
    await this.#chain.fund(this.address)
    await this.call('registerKey', [this.tradingKey(this.address), '0x'])
    if (cashUsdc6 > 0n) await this.deposit(cashUsdc6)
    return this
  }

  async identify(changes: Partial<typeof IDENTITY & { marketMaker: boolean }> = {}): Promise<void> {
    await this.#core.administer('setProfile', [this.address, { ...IDENTITY, marketMaker: false, ...changes }])
  }

  tradingKey(key: Address) {
    return { index: 0, key, kind: 0, expiryDay: 0, scope: FULL_SCOPE }
  }

  async deposit(amount: bigint): Promise<void> {
    const { money, settlement } = this.#core
    await this.#chain.send(DEPLOYER, {
      to: money,
      abi: testStablecoinAbi as Abi,
      functionName: 'mint',
      args: [this.address, amount],
    })
    const domain = { name: 'Genex Test Dollar', version: '1', chainId: CHAINS.genex.chainId, verifyingContract: money }
    const nonce = toHex(BigInt(Date.now()) << 64n, { size: 32 })
    const authorization = {
      from: this.address,
      to: settlement,
      value: amount,
      validAfter: 0n,
      validBefore: 2n ** 40n,
      nonce,
    }
    const signature = await this.account.signTypedData(depositTypedData(domain, authorization))
    const args = [this.address, amount, 0n, 2n ** 40n, nonce, signature]
    await this.#chain.send(DEPLOYER, { to: settlement, abi: settlementAbi as Abi, functionName: 'depositBySig', args })
  }

  /** A function of the core, by her own transaction. */
  async call(functionName: string, args: readonly unknown[]): Promise<void> {
    await this.#chain.send(this.key, { to: this.#core.settlement, abi: settlementAbi as Abi, functionName, args })
  }

  /** The epoch that orders of a key must name, from the chain. */
  async epochOf(index: number): Promise<number> {
    const { settlement } = this.#core
    const args = [this.address, index] as const
    const call = { address: settlement, abi: settlementAbi, functionName: 'keyOf', args } as const
    return (await this.#chain.client.readContract(call))[4]
  }

  buy(wish: OrderWish = {}): Promise<PlacementBody> {
    return this.sign(wish)
  }

  sell(wish: OrderWish = {}): Promise<PlacementBody> {
    return this.sign({ ...wish, flags: { side: 'sell', unitChoice: 'ANY', ...wish.flags } })
  }

  sellPrimary(wish: OrderWish = {}): Promise<PlacementBody> {
    return this.sign({ ...wish, flags: { side: 'sell', primary: true, ...wish.flags } })
  }

  /** Signs an order with the next sequence of its lane unless the wish names one. */
  async sign({ flags, ...wish }: OrderWish): Promise<PlacementBody> {
    const lane = wish.lane ?? 0
    const seq = wish.seq ?? (this.#seq.get(lane) ?? 0) + 1
    this.#seq.set(lane, Math.max(seq, this.#seq.get(lane) ?? 0))
    const order: Order = {
      account: this.address,
      series: 1,
      flags: encodeOrderFlags({ ...DEFAULT_ORDER_FLAGS, ...flags }),
      price: 45_000_000n,
      quantity: 1,
      lane,
      epoch: 0,
      expiry: (await this.#chain.nowSec()) + 86_400,
      maxFeeBps: 300,
      minResalesLeft: 0,
      unitId: 0n,
      ...wish,
      seq,
    }
    const signature = await this.account.sign({ hash: hashOrder(this.#core.domain, order) })
    return { order: { ...order, price: String(order.price), unitId: String(order.unitId) }, signature }
  }
}
