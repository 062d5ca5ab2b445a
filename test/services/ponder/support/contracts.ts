import type { Abi } from 'viem'
import { accessManagerAbi } from '../../../../sdk/src/abi/access-manager.gen.ts'
import { accountRegistryAbi } from '../../../../sdk/src/abi/account-registry.gen.ts'
import { brakeAbi } from '../../../../sdk/src/abi/brake.gen.ts'
import { identityRegistryAbi } from '../../../../sdk/src/abi/identity-registry.gen.ts'
import { issuerRegistryAbi } from '../../../../sdk/src/abi/issuer-registry.gen.ts'
import { issuerTreasuryAbi } from '../../../../sdk/src/abi/issuer-treasury.gen.ts'
import { marketMakerDepositsAbi } from '../../../../sdk/src/abi/market-maker-deposits.gen.ts'
import { organisationAbi } from '../../../../sdk/src/abi/organisation.gen.ts'
import { organisationFactoryAbi } from '../../../../sdk/src/abi/organisation-factory.gen.ts'
import { rateOracleAbi } from '../../../../sdk/src/abi/rate-oracle.gen.ts'
import { redemptionAbi } from '../../../../sdk/src/abi/redemption.gen.ts'
import { seriesRegistryAbi } from '../../../../sdk/src/abi/series-registry.gen.ts'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { testStablecoinAbi } from '../../../../sdk/src/abi/test-stablecoin.gen.ts'
import type { EmittedLog } from './emitters.ts'

export const BASE_CONTRACTS = {
  AccessManager: accessManagerAbi,
  AccountRegistry: accountRegistryAbi,
  Brake: brakeAbi,
  IdentityRegistry: identityRegistryAbi,
  MoneyToken: testStablecoinAbi,
  OrganisationFactory: organisationFactoryAbi,
  Organisation: organisationAbi,
} satisfies Record<string, Abi>

export const GENEX_CONTRACTS = {
  ...BASE_CONTRACTS,
  IssuerRegistry: issuerRegistryAbi,
  IssuerTreasury: issuerTreasuryAbi,
  MarketMakerDeposits: marketMakerDepositsAbi,
  RateOracle: rateOracleAbi,
  Redemption: redemptionAbi,
  SeriesRegistry: seriesRegistryAbi,
  Settlement: settlementAbi,
} satisfies Record<string, Abi>

export type ContractName = keyof typeof GENEX_CONTRACTS

/** A log to emit, named as the index names its event: `log('Settlement:Deposited', { account, amount })`. */
export function log(name: `${ContractName}:${string}`, args: Record<string, unknown>): EmittedLog {
  const [contract = '', event = ''] = name.split(':')
  return { contract, abi: GENEX_CONTRACTS[contract as ContractName] as Abi, event, args }
}

/** Events of libraries that cannot happen here: EIP-5267's, and initialisations, which the contracts' own events tell. */
const UNTOLD = [':EIP712DomainChanged', ':Initialized']

/** Every event that a contract can write, as the index names it. */
export function eventNames(): string[] {
  return Object.entries(GENEX_CONTRACTS).flatMap(([contract, abi]) =>
    (abi as Abi)
      .filter((item) => item.type === 'event')
      .filter(({ name }) => !isOfItsOrganisations(contract, name))
      .map(({ name }) => `${contract}:${name}`)
      .filter((name) => !UNTOLD.some((untold) => name.endsWith(untold))),
  )
}

/** The factory's ABI names what its organisations write too; they write it at their own addresses. */
function isOfItsOrganisations(contract: string, event: string): boolean {
  return (
    contract === 'OrganisationFactory' && organisationAbi.some(({ type, name }) => type === 'event' && name === event)
  )
}
