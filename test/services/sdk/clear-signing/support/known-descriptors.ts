import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Address, getAddress, keccak256, sliceHex, toHex } from 'viem'
import type { Descriptor } from '../../../../../sdk/src/clear-signing/descriptor.ts'
import type { Knowledge } from '../../../../../sdk/src/clear-signing/render.ts'
import { withDeployments } from '../../../../../sdk/src/clear-signing/with-deployments.ts'

const DIR = join(import.meta.dirname, '../../../../../sdk/descriptors')
export const CHAIN_ID = 719719

/** Files of sdk/descriptors as they are published. */
export const DESCRIPTORS: ReadonlyMap<string, Descriptor> = new Map(
  readdirSync(DIR)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(DIR, file), 'utf8'))] as const),
)

/** An address for every contract that a descriptor speaks of. */
export const CONTRACTS: Readonly<Record<string, Address>> = Object.fromEntries(
  [...DESCRIPTORS.values()].map(({ context }) => [context.$id, addressOf(context.$id)]),
)

export const KNOWLEDGE: Knowledge = {
  descriptors: [...DESCRIPTORS.values()].map((one) =>
    withDeployments(one, { chainId: CHAIN_ID, contracts: CONTRACTS }),
  ),
  tokens: [{ chainId: CHAIN_ID, address: contract('MoneyToken'), ticker: 'USDC', decimals: 6 }],
}

export function contract(name: string): Address {
  return CONTRACTS[name] ?? addressOf(name)
}

export function addressOf(name: string): Address {
  return getAddress(sliceHex(keccak256(toHex(name)), 12))
}

/** A descriptor as published. */
export function published(file: string): Descriptor {
  const descriptor = DESCRIPTORS.get(file)
  if (!descriptor) throw new Error(`no descriptor ${file}`)
  return descriptor
}
