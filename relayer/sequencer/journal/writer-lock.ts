import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { JournalLockedError } from './errors.ts'

const NAME = /^lock-(\d{12})$/

/** Who holds a lock; a process is the same one only if its start time is the same too. */
interface Holder {
  pid: number
  startedAt: string
  bootId: string
  host: string
}

export interface WriterLock {
  /** Grows with every holder. */
  epoch: number
  release: () => Promise<void>
}

/**
 * Fences the directory: of any number of processes at most one gets the lock. Lock files are numbered and appear
 * complete by `link`, which only one process can win; the highest number holds. A dead holder's file is followed by
 * the next number, never reused, so a late competitor sees the higher file and gives up.
 */
export const acquireWriterLock = async (directory: string): Promise<WriterLock> => {
  const last = Math.max(0, ...(await epochsIn(directory)))
  if (last > 0) await refuseIfAlive(directory, last)
  const epoch = last + 1
  const path = join(directory, nameOf(epoch))
  await linkNew(directory, path)
  const epochs = await epochsIn(directory)
  if (Math.max(...epochs) !== epoch) {
    await unlink(path)
    throw new JournalLockedError(`${directory} was taken by another process at the same time`)
  }
  for (const old of epochs) if (old < epoch) await unlink(join(directory, nameOf(old))).catch(ignoreMissing)
  return { epoch, release: () => writeFile(path, '{}') }
}

const nameOf = (epoch: number): string => `lock-${String(epoch).padStart(12, '0')}`

const epochsIn = async (directory: string): Promise<number[]> =>
  (await readdir(directory)).flatMap((name) => {
    const match = NAME.exec(name)
    return match === null ? [] : [Number(match[1])]
  })

const linkNew = async (directory: string, path: string): Promise<void> => {
  const own = join(directory, `.lock-${process.pid}-${randomBytes(6).toString('hex')}`)
  await writeFile(own, JSON.stringify(thisProcess()))
  try {
    await link(own, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    throw new JournalLockedError(`${path} was taken by another process at the same time`, error)
  } finally {
    await unlink(own)
  }
}

/** A released lock is an empty object; anything unreadable counts as held, for a person to look at. */
const refuseIfAlive = async (directory: string, epoch: number): Promise<void> => {
  const path = join(directory, nameOf(epoch))
  const text = await readFile(path, 'utf8').catch(ignoreMissing)
  const holder = parseHolder(text ?? '')
  if (holder === 'released' || (holder !== 'unreadable' && isDead(holder))) return
  const who = holder === 'unreadable' ? 'an unreadable lock file' : `process ${holder.pid} on ${holder.host}`
  throw new JournalLockedError(`${path}: ${who} holds the journal; if that cannot be, remove the file`)
}

const parseHolder = (text: string): Holder | 'released' | 'unreadable' => {
  try {
    const value: Partial<Holder> = JSON.parse(text)
    if (Object.keys(value).length === 0) return 'released'
    const { bootId, host, pid, startedAt } = value
    if (pid === undefined || startedAt === undefined || bootId === undefined || host === undefined) return 'unreadable'
    return { pid, startedAt, bootId, host }
  } catch {
    return 'unreadable'
  }
}

const isDead = (holder: Holder): boolean => {
  const self = thisProcess()
  if (holder.host !== self.host) return false
  if (holder.bootId !== self.bootId) return true
  return startTimeOf(holder.pid) !== holder.startedAt
}

const thisProcess = (): Holder => ({
  pid: process.pid,
  startedAt: startTimeOf(process.pid),
  bootId: read('/proc/sys/kernel/random/boot_id'),
  host: hostname(),
})

/** Start time in clock ticks (field 22 of /proc/<pid>/stat); without /proc only whether the process exists. */
const startTimeOf = (pid: number): string => {
  const stat = read(`/proc/${pid}/stat`)
  if (stat !== '') return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  if (read('/proc/self/stat') !== '') return 'gone'
  try {
    process.kill(pid, 0)
    return 'unknown'
  } catch {
    return 'gone'
  }
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

const ignoreMissing = (error: unknown): undefined => {
  if (codeOf(error) !== 'ENOENT') throw error
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code
