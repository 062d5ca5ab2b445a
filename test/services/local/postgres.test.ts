import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ManagedProcess } from '../../../local/managed-process.ts'
import { ensureDatabase, localDatabaseUrl, postgresSpec, preparePostgres, withClient } from '../../../local/postgres.ts'
import { identityOf } from '../../../local/process-identity.ts'
import { until } from '../../../local/until.ts'
import { freePorts, recordingHooks, temporaryDir } from './support.ts'

describe('the embedded PostgreSQL', () => {
  const place = temporaryDir()
  const hooks = recordingHooks()
  let server: ManagedProcess
  let url = ''
  before(async () => {
    const [port = 0] = await freePorts(1)
    url = localDatabaseUrl(port)
    server = new ManagedProcess(postgresSpec(await preparePostgres(place.dir), port), hooks)
    await server.start()
    await ensureDatabase(url)
  })
  after(async () => {
    await server.stop()
    place.remove()
  })

  it('keeps what was committed when it is killed', async () => {
    await withClient(url, (client) => client.query('create table kept (id int); insert into kept values (7)'))
    process.kill(server.pid ?? 0, 'SIGKILL')
    await until('the server being back', () => hooks.messages.includes('is back'))
    const { rows } = await withClient(url, (client) => client.query('select id from kept'))
    assert.deepEqual(rows, [{ id: 7 }])
  })

  it('makes the database once', async () => {
    await ensureDatabase(url)
    const { rows } = await withClient(url, (client) => client.query('select version()'))
    assert.match(rows[0].version, /^PostgreSQL 17/)
  })

  it('ends and starts again with its data', async () => {
    const pid = server.pid ?? 0
    await server.stop()
    assert.equal(identityOf(pid), undefined)
    await preparePostgres(place.dir)
    await server.start()
    const { rowCount } = await withClient(url, (client) => client.query('select id from kept'))
    assert.equal(rowCount, 1)
  })
})
