import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { deployFoundation } from '../market.ts'
import { deployTimelock } from './access.ts'
import { givenMoney } from './token.ts'

/** The Base chain with real money; a timelock becomes the only admin. */
export default buildModule('BaseProduction', (m) => deployFoundation(m, { money: givenMoney, admin: deployTimelock }))
