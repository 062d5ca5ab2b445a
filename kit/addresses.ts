import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Address, getAddress } from 'viem'
import { BaseError } from './errors.ts'

/** Where Ignition keeps what it deployed. */
export const DEPLOYMENTS_DIR = fileURLToPath(new URL('../ignition/deployments/', import.meta.url))

/** The contracts of one Ignition deployment, by contract name. */
export class Addresses {
  readonly deployment: string
  readonly #byName: ReadonlyMap<string, Address>

  constructor(deployment: string, byName: ReadonlyMap<string, Address>) {
    this.deployment = deployment
    this.#byName = byName
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** Throws `CONTRACT_NOT_DEPLOYED` when the deployment does not hold it. */
  get(name: string): Address {
    const address = this.#byName.get(name)
    if (address) return address
    const details = `Deployment ${this.deployment} holds ${[...this.#byName.keys()].join(', ') || 'nothing'}.`
    throw new BaseError(`Contract ${name} is not deployed.`, { code: 'CONTRACT_NOT_DEPLOYED', details, status: 500 })
  }

  toJSON(): Record<string, Address> {
    return Object.fromEntries(this.#byName)
  }
}

/** Reads ignition/deployments/<id>/deployed_addresses.json; the module's name before `#` is dropped. */
export function readAddresses(deployment: string, deploymentsDir = DEPLOYMENTS_DIR): Addresses {
  const file = `${deploymentsDir.replace(/\/$/, '')}/${deployment}/deployed_addresses.json`
  let entries: Record<string, string>
  try {
    entries = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new BaseError(`Deployment ${deployment} cannot be read.`, {
      code: 'DEPLOYMENT_MISSING',
      details: `${file} is missing or damaged; deploy first (npm start does it for the local chains).`,
      status: 500,
      cause: error,
    })
  }
  const named = Object.entries(entries).map(
    ([id, address]) => [id.slice(id.indexOf('#') + 1), getAddress(address)] as const,
  )
  return new Addresses(deployment, new Map(named))
}
