import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { deployFoundation } from '../market.ts'
import { deployTimelock } from './access.ts'
import { givenMoney } from './token.ts'

/** The Base chain with real money; a timelock becomes the only admin. */
export default buildModule('BaseProduction', (m) => {
  const admin = deployTimelock(m)
  return { ...deployFoundation(m, { money: givenMoney(m), admin }), admin }
})
