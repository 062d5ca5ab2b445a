import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { LockFile, type RecordedProcess, runningSupervisor } from '../../../local/lock-file.ts'
import { identityOf } from '../../../local/process-identity.ts'
import { temporaryDir } from './support.ts'

const url = 'http://127.0.0.1:3000'
const dead: RecordedProcess = { name: 'local', pid: 2 ** 30, identity: 'gone', stopSignal: 'SIGINT' }

describe('LockFile', () => {
  let place = temporaryDir()
  let orphans: RecordedProcess[] = []
  const acquire = () => LockFile.acquire(place.dir, { url, onOrphan: (child) => orphans.push(child) })
  const writeLock = (supervisor: RecordedProcess, children: RecordedProcess[]) =>
    writeFileSync(join(place.dir, 'supervisor.json'), JSON.stringify({ supervisor, url, children }))
  beforeEach(() => {
    place.remove()
    place = temporaryDir()
    orphans = []
  })
  afterEach(() => place.remove())

  it('refuses a second supervisor and says where the first one is', async () => {
    const lock = await acquire()
    await assert.rejects(acquire(), {
      code: 'LOCAL_RUNNING',
      message: new RegExp(`Process ${process.pid} serves ${url}`),
    })
    assert.equal(runningSupervisor(place.dir)?.pid, process.pid)
    lock.release()
    assert.equal(runningSupervisor(place.dir), undefined)
  })

  it('stops the children of a killed supervisor', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    const pid = child.pid ?? 0
    writeLock(dead, [{ name: 'genex', pid, identity: identityOf(pid) ?? '', stopSignal: 'SIGTERM' }])
    const exit = once(child, 'exit')
    const lock = await acquire()
    await exit
    assert.deepEqual(
      orphans.map(({ name }) => name),
      ['genex'],
    )
    lock.release()
  })

  it('leaves a stranger alone that got the pid of a dead child', async () => {
    writeLock(dead, [{ name: 'genex', pid: process.pid, identity: 'an earlier process', stopSignal: 'SIGKILL' }])
    const lock = await acquire()
    assert.deepEqual(orphans, [])
    lock.release()
  })

  it('takes over a damaged lock', async () => {
    writeFileSync(join(place.dir, 'supervisor.json'), '{"superv')
    const lock = await acquire()
    lock.release()
  })
})
