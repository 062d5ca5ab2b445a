import { bigint, customType, text } from 'drizzle-orm/pg-core'
import type { Address, Hash, Hex } from 'viem'

/** numeric(78,0) as bigint: an uint256. */
export const uint256 = customType<{ data: bigint; driverData: string }>({
  dataType: () => 'numeric(78,0)',
  fromDriver: (value) => BigInt(value),
  toDriver: (value) => value.toString(),
})

export const integer64 = (name: string) => bigint(name, { mode: 'bigint' })
export const hexText = (name: string) => text(name).$type<Hex>()
export const hashText = (name: string) => text(name).$type<Hash>()

/** Checksummed, as viem's `getAddress` writes it. */
export const addressText = (name: string) => text(name).$type<Address>()
