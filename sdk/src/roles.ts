/** Role ids of the access manager, the same on every chain (contracts/access/libraries/Roles.sol). */
export const ROLE_IDS = {
  admin: 0n,
  issuer: 1n,
  marketMaker: 2n,
  operator: 3n,
  relayer: 4n,
  compliance: 5n,
  arbitrator: 6n,
  underwriter: 7n,
  treasurer: 8n,
  guardian: 9n,
  auditor: 10n,
  council: 11n,
  sentinel: 12n,
  complianceReviewer: 13n,
  controller: 14n,
  marketWatch: 15n,
} as const
export type Role = keyof typeof ROLE_IDS
