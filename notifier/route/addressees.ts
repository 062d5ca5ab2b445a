import type pg from 'pg'
import { CHANNELS, type Channel, isMandatory, isOnByDefault, type NoticeKind } from '../../kit/notices/kinds.ts'
import type { QuietHours } from './quiet-hours.ts'

export interface Endpoint {
  id: string
  /** Empty: all. */
  kinds: readonly string[]
  createdAt: Date
}

/** Where an account can be reached, and where it wants to be. */
export class Addressee {
  quietHours: QuietHours | undefined
  readonly reachable = new Set<Channel>()
  readonly pushSubscriptions: string[] = []
  readonly endpoints: Endpoint[] = []
  readonly #wishes = new Map<string, boolean>()

  wish(kind: string, channel: string, isOn: boolean): void {
    this.#wishes.set(`${kind} ${channel}`, isOn)
  }

  channelsFor(kind: NoticeKind): Channel[] {
    return CHANNELS.filter((channel) => {
      if (!this.reachable.has(channel)) return false
      return isMandatory(kind) || (this.#wishes.get(`${kind} ${channel}`) ?? isOnByDefault(kind, channel))
    })
  }
}

/** Everything about these accounts that decides where something is sent; contacts themselves are not read. */
export async function readAddressees(
  client: pg.PoolClient,
  accounts: readonly string[],
): Promise<(account: string) => Addressee> {
  const byAccount = new Map(accounts.map((account) => [account, new Addressee()]))
  const each = async (text: string, add: (addressee: Addressee, row: Record<string, unknown>) => void) => {
    for (const row of (await client.query(text, [accounts])).rows) {
      const addressee = byAccount.get(row.account)
      if (addressee) add(addressee, row)
    }
  }
  await each('select * from notify.settings where account = any($1) and quiet_from is not null', (to, row) => {
    to.quietHours = {
      fromMin: Number(row.quiet_from),
      untilMin: Number(row.quiet_until),
      timeZone: String(row.time_zone),
    }
  })
  await each('select * from notify.preference where account = any($1)', (to, row) =>
    to.wish(String(row.kind), String(row.channel), row.is_on === true),
  )
  await each('select id, account from notify.push_subscription where account = any($1)', (to, row) => {
    to.pushSubscriptions.push(String(row.id))
    to.reachable.add('push')
  })
  await each(
    'select * from notify.endpoint where account = any($1) and disabled_at is null order by created_at',
    (to, { id, kinds, created_at }) =>
      to.endpoints.push({ id: String(id), kinds: kinds as string[], createdAt: created_at as Date }),
  )
  if (await hasContacts(client))
    await each(CONTACT_KINDS_OF, (to, { kind }) => to.reachable.add(kind === 'phone' ? 'sms' : 'email'))
  await each('select account, channel from notify.disabled_channel where account = any($1)', (to, { channel }) =>
    to.reachable.delete(channel as Channel),
  )
  return (account) => byAccount.get(account) ?? new Addressee()
}

/** Contacts whose last record leads to the account, as the address map has it. */
const CONTACT_KINDS_OF = `select distinct r.account, c.kind
  from address_map.record r join address_map.contact c on c.user_commitment = r.user_commitment
  where r.account = any($1) and c.sealed_contact is not null and not exists (
    select from address_map.record later where later.user_commitment = r.user_commitment and later.version > r.version)`

/** Whether the API has ever started. */
async function hasContacts(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query(`select to_regclass('address_map.record') is not null as known`)
  return rows[0]?.known === true
}
