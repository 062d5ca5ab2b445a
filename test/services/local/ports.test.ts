import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { requireFreePorts } from '../../../local/ports.ts'
import { freePorts, listen } from './support.ts'

describe('requireFreePorts', () => {
  let taken: Awaited<ReturnType<typeof listen>>
  before(async () => {
    taken = await listen()
  })
  after(() => taken.close())

  it('names the port and the variable that changes it', async () => {
    const message = new RegExp(`${taken.port} for the API is taken by .*set API_PORT`)
    await assert.rejects(requireFreePorts({ API_PORT: taken.port }), { code: 'PORTS_TAKEN', message })
  })

  it('names the process that holds it', { skip: process.platform !== 'linux' }, async () => {
    await assert.rejects(requireFreePorts({ API_PORT: taken.port }), new RegExp(`\\(pid ${process.pid}\\)`))
  })

  it('refuses the same port for two parts', async () => {
    const [port = 0] = await freePorts(1)
    await assert.rejects(requireFreePorts({ API_PORT: port, PONDER_PORT: port }), /API_PORT and PONDER_PORT are both/)
  })

  it('accepts free ports', async () => {
    const [first = 0, second = 0] = await freePorts(2)
    await requireFreePorts({ API_PORT: first, PONDER_PORT: second })
  })
})
