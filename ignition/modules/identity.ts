import type { AccessPlan } from '../access-plan.ts'
import type { Builder, ContractFuture } from '../builder.ts'

/** 50,000.00: what a market maker leaves unless the parameters say otherwise. */
const MAKER_MINIMUM_DEPOSIT_USDC6 = 50_000_000_000n

export function deployIdentity(m: Builder, manager: ContractFuture) {
  return { identityRegistry: m.contract('IdentityRegistry', [manager]) }
}

/** Where market makers leave their deposits; only where there is a market. */
export function deployMakerDeposits(
  m: Builder,
  parts: Record<'manager' | 'money' | 'identityRegistry' | 'accountRegistry', ContractFuture>,
) {
  const beneficiary = m.getParameter('makerDepositBeneficiary')
  const { manager, money, identityRegistry, accountRegistry } = parts
  const args = [manager, money, identityRegistry, beneficiary, accountRegistry]
  return { marketMakerDeposits: m.contract('MarketMakerDeposits', args) }
}

/** The minimum first: nobody becomes a market maker between the two. */
export function configureMakerDeposits(
  m: Builder,
  plan: AccessPlan,
  { identityRegistry, marketMakerDeposits }: Record<'identityRegistry' | 'marketMakerDeposits', ContractFuture>,
): void {
  const minimum = m.getParameter('makerMinimumDepositUsdc6', MAKER_MINIMUM_DEPOSIT_USDC6)
  plan.execute(marketMakerDeposits, 'setMinimumDeposit', [minimum], 'MarketMakerDeposits_setMinimumDeposit')
  plan.execute(identityRegistry, 'connectDeposits', [marketMakerDeposits], 'IdentityRegistry_connectDeposits')
}
