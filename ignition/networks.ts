import type { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import base from './modules/base.ts'
import baseProduction from './modules/base-production.ts'
import genex from './modules/genex.ts'
import genexProduction from './modules/genex-production.ts'

export interface Deployment {
  module: ReturnType<typeof buildModule>
  /** File in ignition/parameters. */
  parameters: string
  /** Folder in ignition/deployments. */
  deploymentId: string
}

/** What belongs on which network of hardhat.config.ts. */
export const DEPLOYMENT_BY_NETWORK: Record<string, Deployment> = {
  genexLocal: { module: genex, parameters: 'genex-local.json5', deploymentId: 'genex-local' },
  baseLocal: { module: base, parameters: 'base-local.json5', deploymentId: 'base-local' },
  genexProduction: { module: genexProduction, parameters: 'genex.json5', deploymentId: 'genex' },
  baseProduction: { module: baseProduction, parameters: 'base.json5', deploymentId: 'base' },
}
