import type { Builder, ContractFuture } from '../builder.ts'

/** Money of local chains, which anyone may mint. */
export function deployTestMoney(m: Builder): ContractFuture {
  return m.contract('TestStablecoin', [], { id: 'MoneyToken' })
}

/** The stablecoin that exists: parameter `moneyToken`. */
export function givenMoney(m: Builder): ContractFuture {
  return m.contractAt('IMoneyToken', m.getParameter('moneyToken'), { id: 'MoneyToken' })
}
