import type pg from 'pg'
import type { Address } from 'viem'
import type { ContactKind } from '../../../kit/contact.ts'
import { PAGE_SIZE_MAX } from '../../limits.ts'

interface OwnContact {
  kind: ContactKind
  status: 'pending' | 'registered'
}

/** The contacts that an account signed up with. A withheld one looks like one that waits: who has it is not told. */
export async function listContacts({ pool }: { pool: pg.Pool }, account: Address): Promise<OwnContact[]> {
  const { rows } = await pool.query(
    `select kind, case when outcome = 'registered' then 'registered' else 'pending' end as status
     from app.sign_up join app.passkey using (credential_id) where account = $1 limit $2`,
    [account, PAGE_SIZE_MAX],
  )
  return rows
}
