import { execFile } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Addresses, DEPLOYMENTS_DIR, readAddresses } from '../kit/addresses.ts'
import { BaseError, messageOf } from '../kit/errors.ts'
import { pumpBlocks } from './block-pump.ts'
import { REPOSITORY_DIR } from './config.ts'
import type { LocalEnvironment } from './environment.ts'
import { rpc } from './rpc.ts'

const run = promisify(execFile)

export interface DeploymentTarget {
  rpcUrl: string
  /** Hardhat's name of the network. */
  network: 'genexLocal' | 'baseLocal'
  deployment: string
}

/**
 * Whether the chain holds every contract of the deployment. A deployment of which the chain holds nothing belongs to a
 * chain that is gone, and its records are removed.
 */
export async function isDeployed({ rpcUrl, deployment }: DeploymentTarget): Promise<boolean> {
  const addresses = recordedAddresses(deployment)
  if (!addresses) return false
  const codes = await Promise.all(Object.values(addresses.toJSON()).map((address) => codeAt(rpcUrl, address)))
  if (codes.length > 0 && codes.every((code) => code !== '0x')) return true
  if (codes.every((code) => code === '0x')) removeDeployment(deployment)
  return false
}

/** Whether the records name a deployment; the chain may know nothing of it. */
export function isRecorded(deployment: string): boolean {
  return recordedAddresses(deployment) !== undefined
}

export function removeDeployment(deployment: string): void {
  rmSync(join(DEPLOYMENTS_DIR, deployment), { recursive: true, force: true })
}

/** Brings the artifacts up to date; does nothing when they are. */
export async function buildContracts(environment: LocalEnvironment, signal?: AbortSignal): Promise<void> {
  const hardhat = join(REPOSITORY_DIR, 'node_modules', '.bin', 'hardhat')
  const options = { cwd: REPOSITORY_DIR, env: environment, ...(signal ? { signal } : {}) }
  try {
    await run(hardhat, ['build', '--quiet', '--no-tests'], options)
  } catch (error) {
    const details = messageOf(error)
    throw new BaseError('The contracts do not build.', {
      code: 'LOCAL_BUILD_FAILED',
      details,
      status: 500,
      cause: error,
    })
  }
}

/** Deploys with Ignition in a process of its own; what an interrupted run has done is taken up. */
export async function deploy(
  target: DeploymentTarget,
  environment: LocalEnvironment,
  signal?: AbortSignal,
): Promise<void> {
  const stopPump = pumpBlocks(target.rpcUrl)
  const args = [join(REPOSITORY_DIR, 'scripts', 'deploy.ts'), '--network', target.network]
  try {
    await run(process.execPath, [...args, '--deployment-id', target.deployment, '--no-build'], {
      cwd: REPOSITORY_DIR,
      env: environment,
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    throw new BaseError(`Deploying to ${target.network} failed.`, {
      code: 'LOCAL_DEPLOYMENT_FAILED',
      details: `${messageOf(error)} When contracts were changed since the last start: npm run reset`,
      status: 500,
      cause: error,
    })
  } finally {
    stopPump()
  }
}

function recordedAddresses(deployment: string): Addresses | undefined {
  if (!existsSync(join(DEPLOYMENTS_DIR, deployment))) return undefined
  try {
    return readAddresses(deployment)
  } catch {
    return undefined
  }
}

async function codeAt(rpcUrl: string, address: string): Promise<unknown> {
  return rpc(rpcUrl, 'eth_getCode', [address, 'latest'])
}
