import type { Builder, ContractFuture } from '../builder.ts'

interface CouponParts {
  manager: ContractFuture
  settlement: ContractFuture
  money: ContractFuture
  accountRegistry: ContractFuture
}

export function deployCoupons(m: Builder, { manager, settlement, money, accountRegistry }: CouponParts) {
  const issuerRegistry = m.contract('IssuerRegistry', [manager, settlement, accountRegistry])
  const seriesRegistry = m.contract('SeriesRegistry', [manager, settlement, issuerRegistry, accountRegistry])
  const redemption = m.contract('Redemption', [settlement, accountRegistry])
  const issuerTreasury = m.contract('IssuerTreasury', [manager, money, settlement, accountRegistry])
  return { issuerRegistry, seriesRegistry, redemption, issuerTreasury }
}
