import type { Addresses } from '../../kit/addresses.ts'
import { accountRegistryAbi } from '../../sdk/src/abi/account-registry.gen.ts'
import { brakeAbi } from '../../sdk/src/abi/brake.gen.ts'
import { identityRegistryAbi } from '../../sdk/src/abi/identity-registry.gen.ts'
import { issuerRegistryAbi } from '../../sdk/src/abi/issuer-registry.gen.ts'
import { issuerTreasuryAbi } from '../../sdk/src/abi/issuer-treasury.gen.ts'
import { marketMakerDepositsAbi } from '../../sdk/src/abi/market-maker-deposits.gen.ts'
import { organisationAbi } from '../../sdk/src/abi/organisation.gen.ts'
import { organisationFactoryAbi } from '../../sdk/src/abi/organisation-factory.gen.ts'
import { redemptionAbi } from '../../sdk/src/abi/redemption.gen.ts'
import { seriesRegistryAbi } from '../../sdk/src/abi/series-registry.gen.ts'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import { testStablecoinAbi } from '../../sdk/src/abi/test-stablecoin.gen.ts'
import { type ContractBook, errorsOf } from './contract-book.ts'

/** The contracts of the Genex chain that carry intents. */
export function genexBook(chainId: number, addresses: Addresses): ContractBook {
  const contracts = {
    settlement: { address: addresses.get('Settlement'), abi: settlementAbi },
    issuerRegistry: { address: addresses.get('IssuerRegistry'), abi: issuerRegistryAbi },
    seriesRegistry: { address: addresses.get('SeriesRegistry'), abi: seriesRegistryAbi },
    redemption: { address: addresses.get('Redemption'), abi: redemptionAbi },
    issuerTreasury: { address: addresses.get('IssuerTreasury'), abi: issuerTreasuryAbi },
    marketMakerDeposits: { address: addresses.get('MarketMakerDeposits'), abi: marketMakerDepositsAbi },
    organisationFactory: { address: addresses.get('OrganisationFactory'), abi: organisationFactoryAbi },
    accountRegistry: { address: addresses.get('AccountRegistry'), abi: accountRegistryAbi },
  }
  const errors = errorsOf([
    settlementAbi,
    issuerRegistryAbi,
    seriesRegistryAbi,
    redemptionAbi,
    issuerTreasuryAbi,
    marketMakerDepositsAbi,
    organisationFactoryAbi,
    organisationAbi,
    accountRegistryAbi,
    identityRegistryAbi,
    brakeAbi,
    testStablecoinAbi,
  ])
  return { chainId, contracts, errors }
}
