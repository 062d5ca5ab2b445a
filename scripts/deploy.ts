import { parseArgs } from 'node:util'
import { deployNetwork } from '../ignition/deploy-network.ts'
import { BaseError, messageOf } from '../kit/errors.ts'

const USAGE = 'Usage: npm run deploy -- --network <name> [--deployment-id <id>] [--no-build]'

/** `npm run deploy`: non-interactive; run again after an interruption, it continues where it stopped. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { network: { type: 'string' }, 'deployment-id': { type: 'string' }, 'no-build': { type: 'boolean' } },
  })
  if (!values.network) throw new BaseError('No network was named.', { code: 'DEPLOYMENT_NETWORK', details: USAGE })
  const isBuilt = values['no-build'] ?? false
  const addresses = await deployNetwork({ network: values.network, deploymentId: values['deployment-id'], isBuilt })
  for (const [name, address] of Object.entries(addresses)) process.stdout.write(`${name.padEnd(18)} ${address}\n`)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
}
