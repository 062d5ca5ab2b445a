import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Abi, Address } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { DEPLOYMENTS_DIR } from '../../../../../kit/addresses.ts'
import { CHAINS } from '../../../../../local/anvil.ts'
import { localKey } from '../../../../../local/keys.ts'
import { brakeAbi } from '../../../../../sdk/src/abi/brake.gen.ts'
import { settlementAbi } from '../../../../../sdk/src/abi/settlement.gen.ts'
import { domainOf, type GenexDomain } from '../../../../../sdk/src/typed-data/domain.ts'
import type { TestChain } from './test-chain.ts'

export const FACE = 50_000_000n
export const EXIT_DELAY_SEC = 60
/** The deployer is the access manager's admin, and functions without a role belong to the admin. */
const ADMIN = localKey('deployer')

/** The real core, its brake and its money, deployed without the registries: their words are set directly. */
export interface Core {
  settlement: Address
  brake: Address
  money: Address
  domain: GenexDomain
  deployment: string
  /** A restricted function of the core, as the admin. */
  administer(functionName: string, args: readonly unknown[]): Promise<void>
  /** The same of the brake. */
  brakeBy(functionName: string, args: readonly unknown[]): Promise<void>
  remove(): void
}

export async function deployCore(chain: TestChain): Promise<Core> {
  const admin = privateKeyToAddress(ADMIN)
  const manager = await chain.deploy('@openzeppelin/contracts/access/manager/AccessManager.sol', [admin])
  const brake = await chain.deploy('contracts/access/Brake.sol', [manager])
  const money = await chain.deploy('contracts/token/TestStablecoin.sol', [])
  const accountRegistry = await chain.deploy('contracts/account/AccountRegistry.sol', [])
  const config = { authority: manager, moneyToken: money, brake, product: 1n, accountRegistry }
  const extension = await chain.deploy('contracts/settlement/SettlementExtension.sol', [config])
  const settlement = await chain.deploy('contracts/settlement/Settlement.sol', [config, extension])
  const administer = async (functionName: string, args: readonly unknown[]) => {
    await chain.send(ADMIN, { to: settlement, abi: settlementAbi as Abi, functionName, args })
  }
  const brakeBy = async (functionName: string, args: readonly unknown[]) => {
    await chain.send(ADMIN, { to: brake, abi: brakeAbi as Abi, functionName, args })
  }
  await administer('setOperator', [privateKeyToAddress(localKey('operator'))])
  await administer('setCoSigner', [privateKeyToAddress(localKey('coSigner'))])
  await administer('setFees', [50, 10, 300])
  await administer('setExitDelay', [EXIT_DELAY_SEC])
  const deployment = `chain-test-${process.pid}-${Date.now().toString(36)}`
  const dir = join(DEPLOYMENTS_DIR, deployment)
  mkdirSync(dir, { recursive: true })
  // The registries are not part of these tests, but services look up their addresses.
  const names = [
    'IssuerRegistry',
    'SeriesRegistry',
    'Redemption',
    'IssuerTreasury',
    'MarketMakerDeposits',
    'OrganisationFactory',
    'AccountRegistry',
  ]
  const others = names.map((name) => [`Genex#${name}`, money])
  const own = { 'Genex#Settlement': settlement, 'Genex#Brake': brake, 'Genex#MoneyToken': money }
  const addresses = { ...Object.fromEntries(others), ...own }
  writeFileSync(join(dir, 'deployed_addresses.json'), JSON.stringify(addresses))
  const domain = domainOf('settlement', CHAINS.genex.chainId, settlement)
  const remove = () => rmSync(dir, { recursive: true })
  return { settlement, brake, money, domain, deployment, administer, brakeBy, remove }
}

/** Opens a transferable utility series of face 50.00, net price at least 44.00, issuance fee 1.2 %. */
export async function openSeries(
  chain: TestChain,
  core: Core,
  issuer: Address,
  { series = 1, supply = 100_000, resaleLimit = 3 } = {},
): Promise<number> {
  const now = await chain.nowSec()
  await core.administer('setIssuer', [issuer, 2, 0, 4, now, 10n ** 13n])
  const terms = { issuer, face: Number(FACE), expiry: now + 90 * 86_400, flags: 2, supply, refundWindow: 7 * 86_400 }
  await core.administer('openSeries', [
    series,
    { ...terms, resaleLimit, issuanceFeeBps: 120, reservePerUnit: 44_000_000 },
  ])
  return series
}
