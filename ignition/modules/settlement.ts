import type { AccessPlan } from '../access-plan.ts'
import type { Builder, ContractFuture } from '../builder.ts'

/** Key of the coupon market in the brake's product domain (contracts/access/interfaces/IBrake.sol). */
export const COUPON_MARKET = 1

interface SettlementParts {
  manager: ContractFuture
  brake: ContractFuture
  identityRegistry: ContractFuture
  money: ContractFuture
  accountRegistry: ContractFuture
}

/** The core, in its two halves, and the first gate. `settlement` carries the functions of both halves. */
export function deploySettlement(m: Builder, parts: SettlementParts) {
  const { manager, brake, identityRegistry, money, accountRegistry } = parts
  const config = { authority: manager, moneyToken: money, brake, product: COUPON_MARKET, accountRegistry }
  const extension = m.contract('SettlementExtension', [config])
  const core = m.contract('Settlement', [config, extension])
  const settlement = m.contractAt('ISettlement', core)
  const levelGate = m.contract('LevelGate', [identityRegistry])
  return { settlement, levelGate }
}

/** Fees, delays and the operator's keys, each a parameter with the shipped default. */
export function configureSettlement(m: Builder, plan: AccessPlan, settlement: ContractFuture, gate: ContractFuture) {
  const fees = [
    m.getParameter('takerFeeBps', 50),
    m.getParameter('makerFeeBps', 10),
    m.getParameter('issuerFeeCapBps', 300),
  ]
  plan.execute(settlement, 'setGate', [gate], 'setGate')
  plan.execute(settlement, 'setFees', fees, 'setFees')
  plan.execute(settlement, 'setExitDelay', [m.getParameter('exitDelaySec', 60)], 'setExitDelay')
  plan.execute(settlement, 'setOperator', [m.getParameter('operator')], 'setOperator')
  plan.execute(settlement, 'setCoSigner', [m.getParameter('coSigner')], 'setCoSigner')
}
