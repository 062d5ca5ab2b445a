import type { Abi } from 'viem'
import type { TypedDataFields } from '../../sdk/src/clear-signing/schema.ts'
import {
  cancelReceiptTypes,
  coSignatureTypes,
  keyPossessionTypes,
  receiveWithAuthorizationTypes,
  redemptionAuthorizationTypes,
} from '../../sdk/src/typed-data/authorizations.ts'
import { DOMAIN_NAMES, type SigningContract } from '../../sdk/src/typed-data/domain.ts'
import { INTENTS } from '../../sdk/src/typed-data/intents.ts'
import {
  mappingChangeTypes,
  mappingCheckpointTypes,
  mappingDomain,
  mappingPlaceTypes,
  mappingTypes,
} from '../../sdk/src/typed-data/mapping.ts'
import { orderTypes } from '../../sdk/src/typed-data/order.ts'
import { organisationActionTypes, organisationDomain } from '../../sdk/src/typed-data/organisation.ts'
import { apiKeyGrantTypes, selfTradeGroupTypes, statementDomain } from '../../sdk/src/typed-data/statements.ts'
import { accessManager } from './descriptors/access-manager.ts'
import { accountRegistry } from './descriptors/account-registry.ts'
import { addressMapping } from './descriptors/address-mapping.ts'
import { brake } from './descriptors/brake.ts'
import { identityRegistry } from './descriptors/identity-registry.ts'
import { issuerRegistry } from './descriptors/issuer-registry.ts'
import { issuerTreasury } from './descriptors/issuer-treasury.ts'
import { marketMakerDeposits } from './descriptors/market-maker-deposits.ts'
import { moneyToken } from './descriptors/money-token.ts'
import { organisation } from './descriptors/organisation.ts'
import { organisationFactory } from './descriptors/organisation-factory.ts'
import { rateOracle } from './descriptors/rate-oracle.ts'
import { redemption } from './descriptors/redemption.ts'
import { seriesRegistry } from './descriptors/series-registry.ts'
import { settlement } from './descriptors/settlement.ts'
import { sponsorPaymaster } from './descriptors/sponsor-paymaster.ts'
import { statements } from './descriptors/statements.ts'
import { timelockController } from './descriptors/timelock-controller.ts'
import type { ContractWords } from './descriptors/words.ts'
import { callDescriptor, typedDataDescriptor } from './make-descriptor.ts'

/** Contracts by the name of their ABI. */
export const CALLS: Readonly<Record<string, ContractWords>> = {
  accessManager,
  accountRegistry,
  brake,
  identityRegistry,
  issuerRegistry,
  issuerTreasury,
  marketMakerDeposits,
  organisation,
  organisationFactory,
  rateOracle,
  redemption,
  seriesRegistry,
  settlement,
  sponsorPaymaster,
  testStablecoin: moneyToken,
  timelockController,
}

/** ABIs that have no descriptor, with the reason. */
export const ABIS_WITHOUT: Readonly<Record<string, string>> = {
  passkeyAccount:
    'The entry point and tokens call it; its owner signs an ERC-4337 operation, whose calls are packed into bytes that ERC-7730 cannot read.',
}

/** What people sign, by domain. */
export interface SignedTypes {
  words: ContractWords
  types: TypedDataFields
  /** The name of the domain; the money token is not ours and has any. */
  domain: string | undefined
}

const NOWHERE = { chainId: 0, verifyingContract: '0x0000000000000000000000000000000000000000' } as const

export const TYPES: Readonly<Record<string, SignedTypes>> = {
  AccountRegistry: ofContract(accountRegistry, 'accountRegistry'),
  AddressMapping: {
    words: addressMapping,
    types: { ...mappingTypes, ...mappingChangeTypes, ...mappingPlaceTypes, ...mappingCheckpointTypes },
    domain: mappingDomain(NOWHERE).name,
  },
  IssuerRegistry: ofContract(issuerRegistry, 'issuerRegistry'),
  IssuerTreasury: ofContract(issuerTreasury, 'issuerTreasury'),
  MarketMakerDeposits: ofContract(marketMakerDeposits, 'marketMakerDeposits'),
  MoneyToken: { words: moneyToken, types: receiveWithAuthorizationTypes, domain: undefined },
  Organisation: {
    words: organisation,
    types: organisationActionTypes,
    domain: organisationDomain(0, NOWHERE.verifyingContract).name,
  },
  Redemption: ofContract(redemption, 'redemption', redemptionAuthorizationTypes),
  SeriesRegistry: ofContract(seriesRegistry, 'seriesRegistry'),
  Settlement: ofContract(settlement, 'settlement', {
    ...orderTypes,
    ...coSignatureTypes,
    ...cancelReceiptTypes,
    ...keyPossessionTypes,
  }),
  Statements: {
    words: statements,
    types: { ...selfTradeGroupTypes, ...apiKeyGrantTypes },
    domain: statementDomain(NOWHERE).name,
  },
}

/** Name and text of every file of sdk/descriptors. */
export function descriptorFiles(abis: ReadonlyMap<string, Abi>): (readonly [file: string, text: string])[] {
  const calls = Object.entries(CALLS).map(([name, words]) => {
    const abi = abis.get(name)
    if (!abi) throw new Error(`No ABI ${name} for a descriptor.`)
    return [`calldata-${words.contract}.json`, callDescriptor(words, abi)] as const
  })
  const types = Object.entries(TYPES).map(
    ([name, signed]) => [`eip712-${name}.json`, typedDataDescriptor(signed)] as const,
  )
  return [...calls, ...types].map(([file, descriptor]) => [file, `${JSON.stringify(descriptor, null, 2)}\n`] as const)
}

function ofContract(words: ContractWords, contract: SigningContract, others: TypedDataFields = {}): SignedTypes {
  const intents = Object.entries(INTENTS).filter(([, intent]) => intent.contract === contract)
  const types = Object.fromEntries(intents.map(([name, { fields }]) => [name, fields]))
  return { words, types: { ...others, ...types }, domain: DOMAIN_NAMES[contract] }
}
