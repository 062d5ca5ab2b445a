import type { Address } from 'viem'
import { type MoneyHolders, moneyAsset, unitAsset } from './ledger/accounts.ts'

interface Contracts {
  MoneyToken: { address?: unknown }
  Settlement?: { address?: unknown }
  IssuerTreasury?: { address?: unknown }
  MarketMakerDeposits?: { address?: unknown }
}

/** The money token of the event's chain, as an asset of the ledger. */
export function moneyOf(context: { chain: { id: number }; contracts: object }): string {
  return moneyAsset(context.chain.id, addressOf((context.contracts as Contracts).MoneyToken))
}

/** The units of a series, as an asset of the ledger. */
export function unitsOf(context: { chain: { id: number }; contracts: object }, series: number): string {
  return unitAsset(context.chain.id, addressOf((context.contracts as Contracts).Settlement), series)
}

/** The contracts of the event's chain that hold money; the Base chain has none. */
export function holdersOf(context: { contracts: object }): MoneyHolders {
  const { Settlement, IssuerTreasury, MarketMakerDeposits } = context.contracts as Contracts
  return {
    settlement: Settlement && addressOf(Settlement),
    issuerTreasury: IssuerTreasury && addressOf(IssuerTreasury),
    marketMakerDeposits: MarketMakerDeposits && addressOf(MarketMakerDeposits),
  }
}

function addressOf(contract: { address?: unknown } | undefined): Address {
  if (typeof contract?.address !== 'string') throw new TypeError('the contract has no address on this chain')
  return contract.address as Address
}
