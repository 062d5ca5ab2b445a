import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BaseError } from '../kit/errors.ts'
import { STOP_GRACE_MS } from './limits.ts'
import { identityOf, isSameProcess } from './process-identity.ts'
import { until } from './until.ts'

export interface RecordedProcess {
  name: string
  pid: number
  identity: string
  stopSignal: NodeJS.Signals
}

interface LockContent {
  supervisor: RecordedProcess
  url: string
  children: RecordedProcess[]
}

/** The one supervisor of a data directory, and the processes it started, so that the next one can find its orphans. */
export class LockFile {
  readonly #path: string
  readonly #content: LockContent

  private constructor(path: string, content: LockContent) {
    this.#path = path
    this.#content = content
  }

  /**
   * Takes the lock. Throws `LOCAL_RUNNING` while its owner lives. A dead owner's children that still live are stopped
   * first; `onOrphan` hears of each.
   */
  static async acquire(
    dataDir: string,
    { url, onOrphan }: { url: string; onOrphan: (child: RecordedProcess) => void },
  ): Promise<LockFile> {
    mkdirSync(dataDir, { recursive: true })
    const path = join(dataDir, 'supervisor.json')
    const identity = identityOf(process.pid) ?? ''
    const supervisor: RecordedProcess = { name: 'local', pid: process.pid, identity, stopSignal: 'SIGINT' }
    const content: LockContent = { supervisor, url, children: [] }
    for (;;) {
      if (tryCreate(path, content)) return new LockFile(path, content)
      const owner = readLock(path)
      if (owner && isSameProcess(owner.supervisor)) throw runningError(owner)
      for (const child of owner?.children ?? []) if (isSameProcess(child)) await stopOrphan(child, onOrphan)
      rmSync(path, { force: true })
    }
  }

  /** Keeps the children's list on disk equal to what runs. */
  record(child: RecordedProcess): void {
    this.#content.children = [...this.#content.children.filter(({ name }) => name !== child.name), child]
    writeFileSync(`${this.#path}.new`, JSON.stringify(this.#content))
    renameSync(`${this.#path}.new`, this.#path)
  }

  release(): void {
    rmSync(this.#path, { force: true })
  }
}

/** Who runs on a data directory, if somebody does. */
export function runningSupervisor(dataDir: string): { pid: number; url: string } | undefined {
  const content = readLock(join(dataDir, 'supervisor.json'))
  return content && isSameProcess(content.supervisor) ? { pid: content.supervisor.pid, url: content.url } : undefined
}

/** The children of whoever runs on a data directory. */
export function recordedChildren(dataDir: string): readonly RecordedProcess[] {
  return readLock(join(dataDir, 'supervisor.json'))?.children ?? []
}

function tryCreate(path: string, content: LockContent): boolean {
  try {
    const file = openSync(path, 'wx')
    writeFileSync(file, JSON.stringify(content))
    closeSync(file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function readLock(path: string): LockContent | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

async function stopOrphan(child: RecordedProcess, onOrphan: (child: RecordedProcess) => void): Promise<void> {
  onOrphan(child)
  process.kill(child.pid, child.stopSignal)
  try {
    await until(`the end of ${child.name}`, () => !isSameProcess(child), { timeoutMs: STOP_GRACE_MS })
  } catch {
    process.kill(child.pid, 'SIGKILL')
    await until(`the end of ${child.name}`, () => !isSameProcess(child), { timeoutMs: STOP_GRACE_MS })
  }
}

function runningError({ supervisor, url }: LockContent): BaseError {
  const details = `Process ${supervisor.pid} serves ${url}. Stop it with Ctrl-C there, or: kill -INT ${supervisor.pid}`
  return new BaseError('Genex is already running on this data directory.', { code: 'LOCAL_RUNNING', details })
}
