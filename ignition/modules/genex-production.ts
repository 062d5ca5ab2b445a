import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { deployMarket } from '../market.ts'
import { deployTimelock } from './access.ts'
import { givenFeeds } from './oracle.ts'
import { givenMoney } from './token.ts'

/** The Genex chain with real money; a timelock becomes the only admin. */
export default buildModule('GenexProduction', (m) => {
  const admin = deployTimelock(m)
  return { ...deployMarket(m, { money: givenMoney(m), feeds: givenFeeds(m), admin }), admin }
})
