import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readDeploymentParameters } from '@nomicfoundation/hardhat-ignition/helpers'
import { isAddress, zeroAddress } from 'viem'
import { BaseError } from '../kit/errors.ts'

const PARAMETERS_DIR = fileURLToPath(new URL('./parameters/', import.meta.url))

type Parameters = Awaited<ReturnType<typeof readDeploymentParameters>>

/** Parameters that are numbers; every other one is an address. */
const NUMBERS = [
  'timelockDelaySec',
  'councilDelaySec',
  'exitDelaySec',
  'takerFeeBps',
  'makerFeeBps',
  'issuerFeeCapBps',
  'makerMinimumDepositUsdc6',
] as const

/** Pairs of roles whose holders must differ: the second one checks the first. */
const APART = [
  ['guardian', 'council'],
  ['guardian', 'sentinel'],
  ['compliance', 'complianceReviewer'],
  ['arbitrator', 'complianceReviewer'],
] as const

/** Reads a parameters file and refuses, before anything is sent, what the contracts could not refuse. */
export async function readParameters(file: string): Promise<Parameters> {
  const parameters = await readDeploymentParameters(join(PARAMETERS_DIR, file))
  const problems = problemsOf(parameters.$global ?? {})
  if (problems.length === 0) return parameters
  const details = `ignition/parameters/${file}: ${problems.join('; ')}.`
  throw new BaseError('The deployment parameters are not usable.', { code: 'DEPLOYMENT_PARAMETERS', details })
}

/** The parameters with what no file can know: where the account registry stands on this chain. */
export function withAccountRegistry(parameters: Parameters, accountRegistry: string): Parameters {
  return { ...parameters, $global: { ...parameters.$global, accountRegistry } }
}

export function problemsOf(values: Record<string, unknown>): string[] {
  const problems: string[] = []
  for (const [name, value] of Object.entries(values)) {
    const isNumber = (NUMBERS as readonly string[]).includes(name)
    if (isNumber && !(typeof value === 'number' && Number.isInteger(value) && value >= 0)) {
      problems.push(`${name} must be a whole number of at least 0`)
    }
    if (!isNumber && !isAccount(value)) problems.push(`${name} must be an address other than zero`)
  }
  for (const [one, other] of APART) {
    const isSame = isAccount(values[one]) && isAccount(values[other]) && same(values[one], values[other])
    if (isSame) problems.push(`${one} and ${other} must not be the same holder`)
  }
  return problems
}

function isAccount(value: unknown): value is string {
  return typeof value === 'string' && isAddress(value) && value !== zeroAddress
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
