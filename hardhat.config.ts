import { createRequire } from 'node:module'
import toolbox from '@nomicfoundation/hardhat-toolbox'
import { configVariable, defineConfig } from 'hardhat/config'

const require = createRequire(import.meta.url)

/** One compiler for every profile: what is tested is what is deployed. */
const compiler = {
  version: '0.8.37',
  path: require.resolve('solc/soljson.js'),
  settings: { evmVersion: 'prague', viaIR: true, optimizer: { enabled: true, runs: 10_000 } },
}

/** The short run tries the same numbers on every machine; the long one tries new ones each time. */
const TEST_SEED = '0x67656e6578'

export default defineConfig({
  plugins: [toolbox],
  typechain: { outDir: 'artifacts/types', tsNocheck: true },
  solidity: {
    profiles: { default: { compilers: [compiler] }, production: { isolated: true, compilers: [compiler] } },
    npmFilesToBuild: [
      '@openzeppelin/contracts/access/manager/AccessManager.sol',
      '@openzeppelin/contracts/governance/TimelockController.sol',
    ],
  },
  test: {
    solidity: {
      profiles: {
        default: { fuzz: { runs: 256, seed: TEST_SEED }, invariant: { runs: 64, depth: 50 } },
        long: { fuzz: { runs: 10_000 }, invariant: { runs: 256, depth: 100 } },
      },
    },
  },
  networks: {
    genex: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', chainId: 719719 },
    base: { type: 'edr-simulated', chainType: 'op', chainId: 84538453 },
    genexLocal: { type: 'http', chainType: 'generic', chainId: 719719, url: configVariable('GENEX_RPC_URL') },
    baseLocal: { type: 'http', chainType: 'op', chainId: 84538453, url: configVariable('BASE_RPC_URL') },
    genexProduction: {
      type: 'http',
      chainType: 'generic',
      url: configVariable('GENEX_RPC_URL'),
      accounts: [configVariable('DEPLOYER_KEY')],
    },
    baseProduction: {
      type: 'http',
      chainType: 'op',
      url: configVariable('BASE_RPC_URL'),
      accounts: [configVariable('DEPLOYER_KEY')],
    },
  },
  paths: { tests: { mocha: './test/contracts', solidity: './test/solidity' } },
})
