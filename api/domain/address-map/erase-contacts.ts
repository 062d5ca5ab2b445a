import { inTransaction } from '../../../kit/transaction.ts'
import { shredDataKey } from '../../store/data-keys.ts'
import type { AddressMapDependencies } from './dependencies.ts'

/**
 * Erases a person's contacts (PRV-1): the data key goes, and with it the salts that link commitments to contacts. The signed records
 * stay and still verify. A sign-up's contact that waits for the map, or was withheld, goes with its row and the key in it. Gives how
 * many contacts were erased.
 */
export async function eraseContacts({ pool }: Pick<AddressMapDependencies, 'pool'>, userId: string): Promise<number> {
  return await inTransaction(pool, async (client) => {
    const text =
      'update address_map.contact set tag = null, sealed_contact = null, sealed_salt = null where user_id = $1'
    const { rowCount } = await client.query(text, [userId])
    await shredDataKey(client, userId)
    const pending = await client.query('delete from app.sign_up where id::text = $1 returning outcome', [userId])
    const waiting = pending.rows.filter(({ outcome }) => outcome !== 'registered').length
    return (rowCount ?? 0) + waiting
  })
}
