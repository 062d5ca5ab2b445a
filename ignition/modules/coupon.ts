import type { Builder, ContractFuture } from '../builder.ts'

export function deployCoupons(m: Builder, manager: ContractFuture, settlement: ContractFuture, money: ContractFuture) {
  const issuerRegistry = m.contract('IssuerRegistry', [manager, settlement])
  const seriesRegistry = m.contract('SeriesRegistry', [manager, settlement, issuerRegistry])
  const redemption = m.contract('Redemption', [settlement])
  const issuerTreasury = m.contract('IssuerTreasury', [manager, money, settlement])
  return { issuerRegistry, seriesRegistry, redemption, issuerTreasury }
}
