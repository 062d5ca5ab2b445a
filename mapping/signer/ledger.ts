import { DatabaseSync } from 'node:sqlite'
import type { Hex } from 'viem'
import type { Mapping } from '../../sdk/src/typed-data/mapping.ts'

/** The last version that this party signed or took over of one mapping. */
export interface Head {
  digest: Hex
  record: Mapping
}

const SCHEMA = `
  create table if not exists head (user_commitment text primary key, digest text not null, record text not null) strict;
  create table if not exists contact (tag text primary key, user_commitment text not null unique) strict;
  create table if not exists released (tag text primary key, at_sec integer not null) strict;
  create table if not exists act (at_sec integer not null, kind text not null, user_commitment text not null) strict;
  create index if not exists act_kind on act (kind, at_sec);
  create index if not exists act_mapping on act (user_commitment, at_sec);
  create table if not exists place (position integer primary key, digest text not null) strict;
  create table if not exists checkpoint (size integer primary key, root text not null, issued_at integer not null) strict;
`

export type ActKind = 'registration' | 'change'

/**
 * What this party has put its name to, in a file of its own. It is written and synced before a signature leaves the process, so that no
 * kill lets it sign two records of one version.
 */
export class Ledger {
  readonly #database: DatabaseSync

  constructor(file: string) {
    this.#database = new DatabaseSync(file)
    this.#database.exec('pragma journal_mode = wal; pragma synchronous = full;')
    this.#database.exec(SCHEMA)
  }

  close(): void {
    this.#database.close()
  }

  head(userCommitment: Hex): Head | undefined {
    const row = this.#get('select digest, record from head where user_commitment = ?', userCommitment)
    return row ? { digest: row.digest as Hex, record: JSON.parse(String(row.record)) } : undefined
  }

  commitmentOfContact(tag: Hex): Hex | undefined {
    return this.#get('select user_commitment from contact where tag = ?', tag)?.user_commitment as Hex | undefined
  }

  /** How much was signed since a second, of one mapping or of all. */
  countActs({ kind, sinceSec, userCommitment }: { kind: ActKind; sinceSec: number; userCommitment?: Hex }): number {
    const text = 'select count(*) as n from act where kind = ? and at_sec > ? and (? is null or user_commitment = ?)'
    const only = userCommitment ?? null
    return Number(this.#get(text, kind, sinceSec, only, only)?.n ?? 0)
  }

  /** Remembers a record as the last of its mapping, whole or not at all; `act` when this party itself signs it. */
  accept(entry: Head & { tag?: Hex | undefined; act?: { kind: ActKind; atSec: number } }): void {
    const { digest, record, tag, act } = entry
    this.#atomically(() => {
      this.#run('insert or replace into head values (?, ?, ?)', record.userCommitment, digest, JSON.stringify(record))
      if (tag) this.#run('insert or replace into contact values (?, ?)', tag, record.userCommitment)
      if (isEnd(record)) this.#release(record)
      if (act) this.#run('insert into act values (?, ?, ?)', act.atSec, act.kind, record.userCommitment)
    })
  }

  /** When the contact's last mapping was ended, if that is not long ago. */
  releasedAt(tag: Hex): number | undefined {
    const at = this.#get('select at_sec from released where tag = ?', tag)?.at_sec
    return at === undefined ? undefined : Number(at)
  }

  /** Forgets what no limit counts any more. */
  prune(beforeSec: number): void {
    this.#run('delete from released where at_sec < ?', beforeSec)
    this.#run('delete from act where at_sec < ?', beforeSec)
  }

  get placedSize(): number {
    return Number(this.#get('select coalesce(max(position), -1) + 1 as n from place')?.n)
  }

  place(position: number): Hex | undefined {
    return this.#get('select digest from place where position = ?', position)?.digest as Hex | undefined
  }

  addPlace(position: number, digest: Hex): void {
    this.#run('insert into place values (?, ?)', position, digest)
  }

  lastCheckpoint(): { size: number; root: Hex; issuedAt: number } | undefined {
    const row = this.#get('select size, root, issued_at from checkpoint order by size desc limit 1')
    return row ? { size: Number(row.size), root: row.root as Hex, issuedAt: Number(row.issued_at) } : undefined
  }

  addCheckpoint({ size, root, issuedAt }: { size: number; root: Hex; issuedAt: number }): void {
    this.#run('insert into checkpoint values (?, ?, ?)', size, root, issuedAt)
  }

  /** The contact is free; that it was led elsewhere is remembered for as long as a change would have to wait. */
  #release({ userCommitment, issuedAt }: Mapping): void {
    const text = 'insert or replace into released select tag, ? from contact where user_commitment = ?'
    this.#run(text, issuedAt, userCommitment)
    this.#run('delete from contact where user_commitment = ?', userCommitment)
  }

  #atomically(work: () => void): void {
    this.#database.exec('begin immediate')
    try {
      work()
      this.#database.exec('commit')
    } catch (error) {
      this.#database.exec('rollback')
      throw error
    }
  }

  #get(text: string, ...values: (string | number | null)[]): Record<string, unknown> | undefined {
    return this.#database.prepare(text).get(...values)
  }

  #run(text: string, ...values: (string | number | null)[]): void {
    this.#database.prepare(text).run(...values)
  }
}

/** A record that leads nowhere ends its mapping; the contact is free again. */
export function isEnd({ account }: Pick<Mapping, 'account'>): boolean {
  return /^0x0{40}$/.test(account)
}
