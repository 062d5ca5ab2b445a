import type { Addressable } from 'ethers'
import { network } from 'hardhat'
import { CREATE2_PROXY, placeAccountRegistry } from '../../ignition/account-registry.ts'
import base from '../../ignition/modules/base.ts'
import genex from '../../ignition/modules/genex.ts'
import { readParameters, withAccountRegistry } from '../../ignition/parameters.ts'
import { CREATE2_PROXY_CODE } from '../../local/singletons.ts'

/** One chain for every test that needs a deployment: they take it up from a snapshot. */
export const connection = await network.create('genex')
export const { ethers, networkHelpers } = connection
export const { loadFixture, time } = networkHelpers

/** The signers of the local chains by what ignition/parameters/genex-local.json5 makes of them; the rest are users. */
export async function people() {
  const signers = await ethers.getSigners()
  const at = (index: number) => {
    const signer = signers[index]
    if (!signer) throw new Error(`the node has no signer ${index}`)
    return signer
  }
  return {
    admin: at(0),
    operator: at(1),
    coSigner: at(2),
    carrier: at(3),
    compliance: at(6),
    reviewer: at(7),
    guardian: at(8),
    council: at(9),
    treasurer: at(10),
    arbitrator: at(11),
    sentinel: at(12),
    alice: at(13),
    bob: at(14),
    issuer: at(15),
    otherIssuer: at(16),
    merchant: at(17),
    stranger: at(18),
    marketWatch: at(19),
    sponsor: at(5),
  }
}

/** The parameters of a file for a chain that has the account registry, as before every deployment. */
export async function parametersOf(file: string) {
  await networkHelpers.setCode(CREATE2_PROXY, CREATE2_PROXY_CODE)
  return withAccountRegistry(await readParameters(file), await placeAccountRegistry(connection.provider, 1))
}

/** Base: access, brake, identity and money, without a core. */
export async function deployFoundation() {
  const parameters = await parametersOf('base-local.json5')
  const deployed = await connection.ignition.deploy(base, { parameters })
  return { ...(await foundationOf(deployed)), ...(await people()) }
}

/** Genex: everything. */
export async function deployMarket() {
  const parameters = await parametersOf('genex-local.json5')
  const deployed = await connection.ignition.deploy(genex, { parameters })
  return {
    ...(await foundationOf(deployed)),
    settlement: await ethers.getContractAt('ISettlement', deployed.settlement),
    levelGate: await ethers.getContractAt('LevelGate', deployed.levelGate),
    rateOracle: await ethers.getContractAt('RateOracle', deployed.rateOracle),
    issuerRegistry: await ethers.getContractAt('IssuerRegistry', deployed.issuerRegistry),
    seriesRegistry: await ethers.getContractAt('SeriesRegistry', deployed.seriesRegistry),
    redemption: await ethers.getContractAt('Redemption', deployed.redemption),
    issuerTreasury: await ethers.getContractAt('IssuerTreasury', deployed.issuerTreasury),
    marketMakerDeposits: await ethers.getContractAt('MarketMakerDeposits', deployed.marketMakerDeposits),
    ...(await people()),
  }
}

type Foundation = Record<
  'manager' | 'brake' | 'identityRegistry' | 'organisationFactory' | 'money' | 'accountRegistry' | 'sponsorPaymaster',
  Addressable
>

/** The same contracts with their types. */
async function foundationOf(deployed: Foundation) {
  const { manager, brake, identityRegistry, organisationFactory, money, accountRegistry, sponsorPaymaster } = deployed
  return {
    manager: await ethers.getContractAt('AccessManager', manager),
    brake: await ethers.getContractAt('Brake', brake),
    identityRegistry: await ethers.getContractAt('IdentityRegistry', identityRegistry),
    organisationFactory: await ethers.getContractAt('OrganisationFactory', organisationFactory),
    money: await ethers.getContractAt('TestStablecoin', money),
    accountRegistry: await ethers.getContractAt('AccountRegistry', accountRegistry),
    sponsorPaymaster: await ethers.getContractAt('SponsorPaymaster', sponsorPaymaster),
  }
}

export const hashOf = (text: string) => ethers.id(text)
