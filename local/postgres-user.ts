import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BaseError } from '../kit/errors.ts'

export interface DatabaseUser {
  uid: number
  gid: number
}

/**
 * The user that PostgreSQL runs as; undefined = ourselves. PostgreSQL refuses root, so root hands it to the owner of an
 * existing data directory, else to `postgres` or `nobody` (no user is added to the machine).
 */
export function databaseUser(data?: string): DatabaseUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (data !== undefined && existsSync(join(data, 'PG_VERSION'))) {
    const { uid, gid } = statSync(data)
    return { uid, gid }
  }
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (found) return { uid: Number(found[2]), gid: Number(found[3]) }
  const details = 'Start as an ordinary user, or give a server of your own by DATABASE_URL.'
  throw new BaseError('PostgreSQL does not run as root.', { code: 'POSTGRES_USER_MISSING', details })
}

/** Whether a user who owns none of it may enter a directory and all above it. */
export function isReachableBy(path: string, user: DatabaseUser): boolean {
  if (!existsSync(path)) return isReachableBy(dirname(path), user)
  const { mode, uid, gid } = statSync(path)
  const mayEnter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  if ((mode & mayEnter) === 0) return false
  return path === dirname(path) || isReachableBy(dirname(path), user)
}

/** Outside the checkout, one for what belongs at `path`. */
export const openHomePath = (path: string) =>
  `/var/tmp/genex-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`

/** A directory that every user may enter. */
export function openHome(path: string): string {
  const home = openHomePath(path)
  mkdirSync(home, { recursive: true, mode: 0o755 })
  // Anybody may create names in /var/tmp: only a real directory of our own is trusted.
  const status = lstatSync(home)
  if (status.isDirectory() && status.uid === process.getuid?.()) return home
  throw new BaseError(`${home} belongs to somebody else.`, { code: 'POSTGRES_HOME_TAKEN', details: 'Remove it.' })
}
