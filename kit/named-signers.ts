import type { Address } from 'viem'
import { z } from 'zod'
import { httpUrlField } from './config.ts'
import { addressField } from './fields.ts'

export interface NamedSigner {
  address: Address
  url: string
}

/**
 * A configuration field: `name=address@url` for each of the names, separated by commas. Keys are pinned here, never asked of the
 * process that claims them.
 */
export function namedSignersField<const Name extends string>(names: readonly Name[]) {
  const entry = z
    .string()
    .regex(
      /^[a-z]+=0x[0-9a-fA-F]{40}@/,
      `must be name=address@url for each of ${names.join(', ')}, separated by commas`,
    )
    .transform((text) => ({ name: text.slice(0, text.indexOf('=')), rest: text.slice(text.indexOf('=') + 1) }))
    .transform(({ name, rest }) => ({ name, address: rest.slice(0, 42), url: rest.slice(43) }))
    .pipe(z.object({ name: z.enum(names), address: addressField, url: httpUrlField }))
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(entry))
    .refine((signers) => names.every((name) => signers.filter((signer) => signer.name === name).length === 1), {
      error: `must name each of ${names.join(', ')} once`,
    })
    .refine(
      (signers) => new Set(signers.map(({ address }) => address)).size === signers.length,
      'must not repeat a key',
    )
    .transform((signers) => {
      const entries = signers.map(({ name, address, url }) => [name, { address, url }])
      return Object.fromEntries(entries) as Record<Name, NamedSigner>
    })
}
