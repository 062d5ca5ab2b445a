import { AccessPlan } from './access-plan.ts'
import type { Builder, ContractFuture } from './builder.ts'
import { deployAccess } from './modules/access.ts'
import { deployAccounts } from './modules/account.ts'
import { deployCoupons } from './modules/coupon.ts'
import { configureMakerDeposits, deployIdentity, deployMakerDeposits } from './modules/identity.ts'
import { configureOracle, deployOracle, type RateFeeds } from './modules/oracle.ts'
import { deployOrganisations } from './modules/organisation.ts'
import { COUPON_MARKET, configureSettlement, deploySettlement } from './modules/settlement.ts'
import { MARKET_FUNCTION_ROLES, SHARED_FUNCTION_ROLES } from './roles.ts'

/** Of `BrakeDomain` (contracts/access/interfaces/IBrake.sol). */
const BRAKE_DOMAIN = { all: 0, product: 1 } as const

interface Choices {
  /** The money token of this deployment. */
  money: ContractFuture
  /** Where the dollar rates of money assets come from. */
  feeds: RateFeeds
  /** Who becomes admin in the deployer's place; without it the deployer stays. */
  admin?: ContractFuture
}

/** The whole coupon market with its roles, ready to trade. */
export function deployMarket(m: Builder, choices: Choices) {
  const { manager, brake } = deployAccess(m)
  const { identityRegistry } = deployIdentity(m, manager)
  const { money } = choices
  const { accountRegistry, sponsorPaymaster } = deployAccounts(m, manager)
  const foundation = { manager, brake, identityRegistry, money, accountRegistry }
  const { settlement, levelGate } = deploySettlement(m, foundation)
  const coupons = deployCoupons(m, { ...foundation, settlement })
  const { marketMakerDeposits } = deployMakerDeposits(m, foundation)
  const { rateOracle } = deployOracle(m, manager)
  const { organisationFactory } = deployOrganisations(m, accountRegistry)

  const plan = new AccessPlan(m, manager)
  plan.labelRoles()
  plan.assignFunctions([...SHARED_FUNCTION_ROLES, ...MARKET_FUNCTION_ROLES], {
    Brake: brake,
    IdentityRegistry: identityRegistry,
    IssuerRegistry: coupons.issuerRegistry,
    SeriesRegistry: coupons.seriesRegistry,
    IssuerTreasury: coupons.issuerTreasury,
    MarketMakerDeposits: marketMakerDeposits,
    Settlement: settlement,
    SponsorPaymaster: sponsorPaymaster,
  })
  plan.grantNamedHolders()
  plan.grantController('Brake', brake)
  plan.grantController('IdentityRegistry', identityRegistry)
  plan.grantController('IssuerRegistry', coupons.issuerRegistry)
  plan.grantController('SeriesRegistry', coupons.seriesRegistry)
  plan.grantController('Redemption', coupons.redemption)
  plan.execute(brake, 'connectCore', [settlement], 'Brake_connectCore')
  // Nothing is braked yet: from now on the core asks about the whole market only while it is.
  plan.execute(brake, 'clearHint', [BRAKE_DOMAIN.all, 0], 'Brake_clearHint_all')
  plan.execute(brake, 'clearHint', [BRAKE_DOMAIN.product, COUPON_MARKET], 'Brake_clearHint_product')
  plan.execute(identityRegistry, 'connectCore', [settlement], 'IdentityRegistry_connectCore')
  configureMakerDeposits(m, plan, { identityRegistry, marketMakerDeposits })
  configureSettlement(m, plan, settlement, levelGate)
  configureOracle(plan, rateOracle, choices.feeds)
  if (choices.admin) plan.handOver(choices.admin)
  plan.send()
  const parts = { ...foundation, settlement, levelGate, rateOracle }
  return { ...parts, sponsorPaymaster, marketMakerDeposits, organisationFactory, ...coupons }
}

/** What every chain has: access, brake, identity, accounts and organisations, without a market. */
export function deployFoundation(m: Builder, choices: Omit<Choices, 'feeds'>) {
  const { manager, brake } = deployAccess(m)
  const { identityRegistry } = deployIdentity(m, manager)
  const { money } = choices
  const { accountRegistry, sponsorPaymaster } = deployAccounts(m, manager)
  const { organisationFactory } = deployOrganisations(m, accountRegistry)
  const plan = new AccessPlan(m, manager)
  plan.labelRoles()
  plan.assignFunctions(SHARED_FUNCTION_ROLES, {
    Brake: brake,
    IdentityRegistry: identityRegistry,
    SponsorPaymaster: sponsorPaymaster,
  })
  plan.grantNamedHolders()
  if (choices.admin) plan.handOver(choices.admin)
  plan.send()
  return { manager, brake, identityRegistry, organisationFactory, money, accountRegistry, sponsorPaymaster }
}
