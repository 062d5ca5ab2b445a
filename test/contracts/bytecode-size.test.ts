import { expect } from 'chai'
import { artifacts } from 'hardhat'

/**
 * Every contract that is deployed
 * ├── it is smaller than EIP-170 allows
 * └── so is the code that creates it (EIP-3860)
 */
describe('Bytecode size', () => {
  const MAX_CODE = 24_576
  const MAX_INIT_CODE = 2 * MAX_CODE
  const DEPLOYED = [
    'Settlement',
    'SettlementExtension',
    'SettlementCoupons',
    'AccountRegistry',
    'Sessions',
    'PasskeyAccount',
    'SponsorPaymaster',
    'LevelGate',
    'Brake',
    'IdentityRegistry',
    'IssuerRegistry',
    'SeriesRegistry',
    'Redemption',
    'IssuerTreasury',
    'MarketMakerDeposits',
    'RateOracle',
    'TestPriceFeed',
    'TestStablecoin',
    'AccessManager',
    'TimelockController',
  ]

  for (const name of DEPLOYED) {
    it(`${name} fits`, async () => {
      const { bytecode, deployedBytecode } = await artifacts.readArtifact(name)
      expect(sizeOf(deployedBytecode)).to.be.below(MAX_CODE)
      expect(sizeOf(bytecode)).to.be.at.most(MAX_INIT_CODE)
    })
  }

  function sizeOf(code: string): number {
    return (code.length - 2) / 2
  }
})
