import { createPublicClient, fallback, http } from 'viem'
import { readAddresses } from '../kit/addresses.ts'
import { createPool } from '../kit/database.ts'
import { createLogger } from '../kit/log.ts'
import { createMappingSigners } from './clients/mapping-signers.ts'
import { readConfig } from './config.ts'
import { verifyAddressMap } from './domain/address-map/verify-address-map.ts'

/**
 * `node api/verify-mapping.ts` with the API's environment: checks every address mapping and names what was altered. Prints JSON; exit
 * code 1 when something was. Reads only. `npm run verify:mapping` does it on the running local system.
 */
const config = readConfig(process.env)
const pool = createPool(
  { log: createLogger('verify-mapping', 'silent') },
  { url: config.DATABASE_URL, name: 'verify-mapping' },
)
const transport = fallback(config.GENEX_RPC_URL.map((url) => http(url)))
const report = await verifyAddressMap({
  addresses: readAddresses(config.DEPLOYMENT_GENEX),
  chainId: await createPublicClient({ transport }).getChainId(),
  config,
  mappingSigners: createMappingSigners(config.MAPPING_SIGNERS, config.MAPPING_TOKEN),
  pool,
})
await pool.end()
console.log(JSON.stringify(report, null, 2))
process.exitCode = report.isIntact ? 0 : 1
