import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { deployFoundation } from '../market.ts'
import { deployTestMoney } from './token.ts'

/** The Base chain with test money; the deployer stays admin. */
export default buildModule('Base', (m) => deployFoundation(m, { money: deployTestMoney(m) }))
