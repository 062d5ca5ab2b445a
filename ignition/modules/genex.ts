import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { deployMarket } from '../market.ts'
import { deployTestFeeds } from './oracle.ts'
import { deployTestMoney } from './token.ts'

/** The Genex chain with test money; the deployer stays admin. */
export default buildModule('Genex', (m) => deployMarket(m, { money: deployTestMoney(m), feeds: deployTestFeeds(m) }))
