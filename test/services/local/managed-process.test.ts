import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { ManagedProcess, type ProcessSpec } from '../../../local/managed-process.ts'
import { identityOf } from '../../../local/process-identity.ts'
import { answersOk, until } from '../../../local/until.ts'
import { freePorts, recordingHooks } from './support.ts'

const SERVER = `require('node:http').createServer((_, response) => response.end()).listen(Number(process.argv[1]), '127.0.0.1')`

async function serverSpec(script = SERVER): Promise<ProcessSpec> {
  const [port = 0] = await freePorts(1)
  return {
    name: 'server',
    command: process.execPath,
    args: ['-e', script, String(port)],
    env: {},
    stopSignal: 'SIGTERM',
    isReady: () => answersOk(`http://127.0.0.1:${port}`),
  }
}

describe('ManagedProcess', () => {
  const started: ManagedProcess[] = []
  const manage = (spec: ProcessSpec, hooks = recordingHooks()) => {
    const child = new ManagedProcess(spec, hooks)
    started.push(child)
    return child
  }
  afterEach(() => Promise.all(started.splice(0).map((child) => child.stop())))

  it('starts a killed child again and says so', async () => {
    const hooks = recordingHooks()
    const spec = await serverSpec()
    const child = manage(spec, hooks)
    await child.start()
    const first = child.pid
    process.kill(first ?? 0, 'SIGKILL')
    await until('the child being back', () => hooks.messages.includes('is back'))
    assert.notEqual(child.pid, first)
    assert.equal(await spec.isReady(), true)
    assert(hooks.messages.includes('died, starting it again'))
  })

  it('starts a child again that ends before it is ready', async () => {
    const hooks = recordingHooks()
    const spec = await serverSpec('process.exit(3)')
    const child = manage(spec, hooks)
    const abort = new AbortController()
    const start = child.start(abort.signal)
    await until('two restarts', () => hooks.messages.filter((message) => message.startsWith('died')).length >= 2)
    abort.abort()
    await assert.rejects(start, { name: 'AbortError' })
  })

  it('leaves no process when it is stopped, and does not start it again', async () => {
    const hooks = recordingHooks()
    const child = manage(await serverSpec(), hooks)
    await child.start()
    const pid = child.pid ?? 0
    await child.stop()
    assert.equal(identityOf(pid), undefined)
    assert.deepEqual(hooks.messages, [])
  })

  it('gives up waiting when the start is aborted', async () => {
    const abort = new AbortController()
    const child = manage({ ...(await serverSpec()), isReady: () => Promise.resolve(false) })
    const start = child.start(abort.signal)
    abort.abort()
    await assert.rejects(start, { name: 'AbortError' })
  })
})
