import type { Builder, ContractFuture } from '../builder.ts'

/** The account registry, which stands already (account-registry.ts), and who pays for operations of smart wallets. */
export function deployAccounts(m: Builder, manager: ContractFuture) {
  const accountRegistry = m.contractAt('AccountRegistry', m.getParameter('accountRegistry'))
  const sponsorPaymaster = m.contract('SponsorPaymaster', [manager, m.getParameter('sponsor')])
  return { accountRegistry, sponsorPaymaster }
}
