import { ROLE_IDS, type Role } from '../sdk/src/roles.ts'

/** A role and the functions of one contract that only its holders may call. */
export interface FunctionRole {
  contract:
    | 'Brake'
    | 'IdentityRegistry'
    | 'IssuerRegistry'
    | 'SeriesRegistry'
    | 'IssuerTreasury'
    | 'MarketMakerDeposits'
    | 'Settlement'
    | 'SponsorPaymaster'
  role: Exclude<Role, 'admin'>
  signatures: readonly string[]
}

/** Both chains. A restricted function that no line names belongs to the admin. */
export const SHARED_FUNCTION_ROLES: readonly FunctionRole[] = [
  { contract: 'Brake', role: 'guardian', signatures: ['set(uint8,uint256,bytes32)'] },
  { contract: 'Brake', role: 'sentinel', signatures: ['setBriefly(uint8,uint256,bytes32)'] },
  { contract: 'Brake', role: 'council', signatures: ['renew(uint8,uint256)', 'release(uint8,uint256)'] },
  {
    contract: 'IdentityRegistry',
    role: 'compliance',
    signatures: [
      'setIdentity(address,uint8,uint16,uint16,bool,bool)',
      'setState(address,uint8)',
      'setSanctioned(address,bool)',
      'freeze(address,bytes32)',
      'suspendMarketMaker(address,bytes32)',
      'terminateMarketMaker(address,bytes32)',
    ],
  },
  {
    contract: 'IdentityRegistry',
    role: 'complianceReviewer',
    signatures: ['unfreeze(address,bytes32)', 'reinstateMarketMaker(address,bytes32)'],
  },
  {
    contract: 'IdentityRegistry',
    role: 'marketWatch',
    signatures: ['suspendMarketMakerAutomatically(address,bytes32)'],
  },
  {
    contract: 'SponsorPaymaster',
    role: 'treasurer',
    signatures: ['withdraw(address,uint256)', 'addStake(uint32)', 'unlockStake()', 'withdrawStake(address)'],
  },
]

/** The Genex chain only. */
export const MARKET_FUNCTION_ROLES: readonly FunctionRole[] = [
  {
    contract: 'IssuerRegistry',
    role: 'compliance',
    signatures: [
      'approve(address)',
      'reject(address,bytes32)',
      'suspend(address,bytes32)',
      'reinstate(address)',
      'terminate(address,bytes32)',
      'rate(address,uint8)',
      'setTier(address,uint8)',
    ],
  },
  {
    contract: 'SeriesRegistry',
    role: 'compliance',
    signatures: ['approve(uint32)', 'reject(uint32,bytes32)', 'setAtRisk(uint32,bool)'],
  },
  { contract: 'IssuerTreasury', role: 'arbitrator', signatures: ['draw(address,address,uint64,bytes32)'] },
  { contract: 'MarketMakerDeposits', role: 'arbitrator', signatures: ['openClaim(address,uint64,bytes32)'] },
  { contract: 'MarketMakerDeposits', role: 'complianceReviewer', signatures: ['dismissClaim(address,bytes32)'] },
  { contract: 'Settlement', role: 'treasurer', signatures: ['collectFees(address,uint64)'] },
  {
    contract: 'Settlement',
    role: 'controller',
    signatures: [
      'setProfile(address,(uint8,uint8,bool,uint16,uint16,bool,bool))',
      'setIssuer(address,uint8,uint8,uint8,uint40,uint64)',
      'openSeries(uint32,(address,uint48,uint32,uint16,uint32,uint24,uint8,uint16,uint48))',
      'closeSupply(uint32)',
      'setSeriesFlags(uint32,uint16)',
      'setBrakeHint(uint8,uint256,bool)',
      'redeem(uint256,address)',
      'recall(uint256)',
    ],
  },
]

/** Roles that people and services get at deployment; each is a parameter of the same name. */
export const GRANTED_ROLES = [
  'operator',
  'compliance',
  'complianceReviewer',
  'guardian',
  'council',
  'sentinel',
  'arbitrator',
  'treasurer',
  'marketWatch',
] as const satisfies readonly Role[]

/** Every role that gets a label; the admin's is OpenZeppelin's. */
export const LABELLED_ROLES = (Object.keys(ROLE_IDS) as Role[]).filter((role) => role !== 'admin')
