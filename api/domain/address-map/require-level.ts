import type { Address } from 'viem'
import { BaseError } from '../../../kit/errors.ts'
import { type IndexStore, readRows } from '../../reads/index-store.ts'

/**
 * Who asks for contacts must be able to pay to them: an account of KYC level 1 or higher on chain. Accounts cost nothing, levels cost
 * an identity; without this the daily budget would be one per key pair. @throws MAPPING_LEVEL_REQUIRED (403).
 */
export async function requireLevel(store: IndexStore, account: Address): Promise<void> {
  const text = 'select level from $schema.account where chain_id = $1 and address = $2'
  const [row] = await readRows(store, text, [account.toLowerCase()])
  if (Number(row?.level ?? 0) >= 1) return
  const details = 'The account has none yet; verify a contact and pass the sanctions check first.'
  throw new BaseError('This needs KYC level 1.', { code: 'MAPPING_LEVEL_REQUIRED', details, status: 403 })
}
