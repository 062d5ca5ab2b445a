import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { type Addressable, concat, ZeroHash } from 'ethers'
import { type FunctionRole, MARKET_FUNCTION_ROLES, SHARED_FUNCTION_ROLES } from '../../../ignition/roles.ts'
import { ROLE_IDS, type Role } from '../../../sdk/src/roles.ts'
import { deployFoundation, deployMarket, ethers, loadFixture } from '../deployment.ts'

/** Who holds what after a local deployment; a role that is missing here is held by nobody. */
const HOLDERS: Partial<Record<Role, readonly string[]>> = {
  admin: ['admin'],
  operator: ['operator'],
  compliance: ['compliance'],
  complianceReviewer: ['reviewer'],
  guardian: ['guardian'],
  council: ['council'],
  sentinel: ['sentinel'],
  arbitrator: ['arbitrator'],
  treasurer: ['treasurer'],
  marketWatch: ['marketWatch'],
}
const MARKET_HOLDERS = {
  ...HOLDERS,
  controller: ['brake', 'identityRegistry', 'issuerRegistry', 'seriesRegistry', 'redemption'],
}

/** What stays with the admin. */
const SHARED_ADMIN_FUNCTIONS = [
  { contract: 'Brake', role: 'admin', signatures: ['connectCore(address)'] },
  { contract: 'IdentityRegistry', role: 'admin', signatures: ['connectCore(address)', 'connectDeposits(address)'] },
  { contract: 'SponsorPaymaster', role: 'admin', signatures: ['setSponsor(address)'] },
] as const
const MARKET_ADMIN_FUNCTIONS = [
  { contract: 'MarketMakerDeposits', role: 'admin', signatures: ['setMinimumDeposit(uint64)'] },
  {
    contract: 'RateOracle',
    role: 'admin',
    signatures: ['setFeed(bytes32,(address,uint32,uint16,address,uint64,uint64))', 'setUptimeFeed(address)'],
  },
  {
    contract: 'Settlement',
    role: 'admin',
    signatures: [
      'setGate(address)',
      'setTransferOperator(address,bool)',
      'setFees(uint16,uint16,uint16)',
      'setOperator(address)',
      'setCoSigner(address)',
      'setExitDelay(uint32)',
    ],
  },
] as const

/**
 * The roles of ACC-7 after a deployment, on both chains
 * ├── every role is labelled as in Roles.sol
 * ├── every role is held by its holders and by nobody else
 * ├── every restricted function may be called by the holders of its role and by nobody else
 * ├── every restricted function refuses a stranger when it is really called
 * └── no function is restricted that no line of the table names
 */
const chains = [
  {
    name: 'Base',
    deploy: deployFoundation,
    holders: HOLDERS,
    functions: [...SHARED_FUNCTION_ROLES, ...SHARED_ADMIN_FUNCTIONS],
  },
  {
    name: 'Genex',
    deploy: deployMarket,
    holders: MARKET_HOLDERS,
    functions: [
      ...SHARED_FUNCTION_ROLES,
      ...MARKET_FUNCTION_ROLES,
      ...SHARED_ADMIN_FUNCTIONS,
      ...MARKET_ADMIN_FUNCTIONS,
    ],
  },
]

for (const { name, deploy, holders, functions } of chains) {
  describe(`Roles on ${name}`, () => {
    it('are labelled as in Roles.sol', async () => {
      const { manager } = await loadFixture<Deployed>(deploy)
      const labels = await manager.queryFilter(manager.filters.RoleLabel())
      expect(labels.map(({ args }) => [args.label, args.roleId])).to.have.deep.members(rolesInSolidity())
    })

    it('are held by their holders and by nobody else', async () => {
      const deployed = await loadFixture<Deployed>(deploy)
      for (const role of Object.keys(ROLE_IDS) as Role[]) {
        expect(await holdersOf(deployed, role), role).to.deep.equal([...(holders[role] ?? [])].toSorted())
      }
    })

    it('open each restricted function to their holders and to nobody else', async () => {
      const deployed = await loadFixture<Deployed>(deploy)
      for (const { target, selector, role, signature } of entriesOf(deployed, functions)) {
        expect(await callersOf(deployed, target, selector), signature).to.deep.equal(
          [...(holders[role] ?? [])].toSorted(),
        )
      }
    })

    it('refuse a stranger at every restricted function', async () => {
      const deployed = await loadFixture<Deployed>(deploy)
      for (const { target, selector, signature } of entriesOf(deployed, functions)) {
        expect(await answerTo(deployed.stranger.address, target, selector), signature).to.equal(
          refusalOf(deployed.stranger.address),
        )
      }
    })

    it('restrict nothing that the table does not name', async () => {
      const deployed = await loadFixture<Deployed>(deploy)
      const named = new Set(entriesOf(deployed, functions).map(({ target, selector }) => `${key(target)} ${selector}`))
      for (const { target, selector, signature } of writingFunctionsOf(deployed)) {
        const isRefused =
          (await answerTo(deployed.stranger.address, target, selector)) === refusalOf(deployed.stranger.address)
        expect(isRefused, signature).to.equal(named.has(`${key(target)} ${selector}`))
      }
    })
  })
}

/** Every role but the admin's, read from the library that contracts use. */
function rolesInSolidity(): [string, bigint][] {
  const source = readFileSync('contracts/access/libraries/Roles.sol', 'utf8')
  const constants = source.matchAll(/uint64 internal constant (\w+) = (\d+);/g)
  return [...constants].map(([, label = '', id = '']) => [label, BigInt(id)] as [string, bigint]).slice(1)
}

type Deployed = Awaited<ReturnType<typeof deployFoundation>> & Partial<Awaited<ReturnType<typeof deployMarket>>>

const CONTRACT_NAMES = [
  ['Brake', 'brake'],
  ['IdentityRegistry', 'identityRegistry'],
  ['IssuerRegistry', 'issuerRegistry'],
  ['SeriesRegistry', 'seriesRegistry'],
  ['IssuerTreasury', 'issuerTreasury'],
  ['MarketMakerDeposits', 'marketMakerDeposits'],
  ['Redemption', 'redemption'],
  ['Settlement', 'settlement'],
  ['RateOracle', 'rateOracle'],
  ['AccountRegistry', 'accountRegistry'],
  ['SponsorPaymaster', 'sponsorPaymaster'],
] as const

function contractOf(deployed: Deployed, name: string) {
  const [, property] = CONTRACT_NAMES.find(([contract]) => contract === name) ?? []
  const contract = property && deployed[property]
  if (!contract) throw new Error(`no contract ${name}`)
  return contract
}

type Entry = Omit<FunctionRole, 'role' | 'contract'> & { contract: string; role: Role }

function entriesOf(deployed: Deployed, functions: readonly Entry[]) {
  return functions.flatMap(({ contract, role, signatures }) =>
    signatures.map((signature) => {
      const target = contractOf(deployed, contract)
      // Throws when the contract has no such function: a typing error in the table would otherwise restrict nothing.
      const selector = target.interface.getFunction(signature as never)?.selector
      if (!selector) throw new Error(`${contract} has no ${signature}`)
      return { target, selector, role, signature: `${contract}.${signature}` }
    }),
  )
}

function writingFunctionsOf(deployed: Deployed) {
  return CONTRACT_NAMES.flatMap(([name, property]) => {
    const target = deployed[property]
    if (!target) return []
    const fragments = target.interface.fragments.filter(
      (fragment) => fragment.type === 'function' && fragment.format('sighash') !== SET_AUTHORITY,
    )
    return fragments.flatMap((fragment) => {
      const signature = fragment.format('sighash')
      const found = target.interface.getFunction(signature as never)
      const isView = found?.stateMutability === 'view' || found?.stateMutability === 'pure'
      return found && !isView ? [{ target, selector: found.selector, signature: `${name}.${signature}` }] : []
    })
  })
}

/** OpenZeppelin's; it answers to the manager itself only, whatever the roles. */
const SET_AUTHORITY = 'setAuthority(address)'

/** Names of all people and contracts of the deployment. */
function candidatesOf(deployed: Deployed): [string, string][] {
  return Object.entries(deployed).flatMap(([name, value]) => {
    const address = 'target' in value ? String(value.target) : value.address
    return typeof address === 'string' ? [[name, address] as [string, string]] : []
  })
}

async function holdersOf(deployed: Deployed, role: Role): Promise<string[]> {
  const answers = candidatesOf(deployed).map(async ([name, address]) => {
    const [isMember] = await deployed.manager.hasRole(ROLE_IDS[role], address)
    return isMember ? [name] : []
  })
  return (await Promise.all(answers)).flat().toSorted()
}

async function callersOf(deployed: Deployed, target: Addressable, selector: string): Promise<string[]> {
  const answers = candidatesOf(deployed).map(async ([name, address]) => {
    const [isAllowed] = await deployed.manager.canCall(address, target, selector)
    return isAllowed ? [name] : []
  })
  return (await Promise.all(answers)).flat().toSorted()
}

/** Revert data of a call with nothing but zeros, which decode to valid arguments. */
async function answerTo(from: string, target: Addressable, selector: string): Promise<string> {
  const data = concat([selector, ...Array.from({ length: 24 }, () => ZeroHash)])
  try {
    return await ethers.provider.call({ from, to: target, data })
  } catch (error) {
    return revertDataOf(error)
  }
}

function revertDataOf(error: unknown): string {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) {
    const { data } = at as { data?: unknown }
    if (typeof data === 'string') return data
    if (typeof data === 'object' && data !== null && 'data' in data) return String(data.data)
  }
  throw error
}

function refusalOf(caller: string): string {
  return new ethers.Interface(['error AccessManagedUnauthorized(address)']).encodeErrorResult(
    'AccessManagedUnauthorized',
    [caller],
  )
}

function key(contract: Addressable): string {
  return 'target' in contract ? String(contract.target) : ''
}
