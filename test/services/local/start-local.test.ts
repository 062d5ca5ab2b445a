import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { readAddresses } from '../../../kit/addresses.ts'
import { deploymentsFor, type LocalOptions, PORT_PURPOSES, type PortName } from '../../../local/config.ts'
import { removeDeployment } from '../../../local/deployment.ts'
import { identityOf } from '../../../local/process-identity.ts'
import { rpc } from '../../../local/rpc.ts'
import { type LocalSystem, startLocal } from '../../../local/start-local.ts'
import { freePorts, listen, temporaryDir } from './support.ts'

describe('startLocal', () => {
  const place = temporaryDir()
  const deployments = deploymentsFor(place.dir)
  const lines: string[] = []
  const start = (options: LocalOptions) => startLocal(options, { write: (line) => lines.push(line), parts: 'base' })
  const systems: LocalSystem[] = []
  after(async () => {
    await Promise.all(systems.map((system) => system.stop()))
    for (const deployment of Object.values(deployments)) removeDeployment(deployment)
    place.remove()
  })
  const options = async (): Promise<LocalOptions> => {
    const names = Object.keys(PORT_PURPOSES) as PortName[]
    const free = await freePorts(names.length)
    const ports = Object.fromEntries(names.map((name, index) => [name, free[index]])) as LocalOptions['ports']
    return { dataDir: place.dir, ports, logLevel: 'info', isSeeded: false, deployments }
  }
  const pidsOf = (system: LocalSystem) => [...system.processByName.values()].flatMap(({ pid }) => pid ?? [])

  it('starts nothing while a port is taken', async () => {
    const wanted = await options()
    const { port, close } = await listen()
    await assert.rejects(start({ ...wanted, ports: { ...wanted.ports, RELAYER_PORT: port } }), { code: 'PORTS_TAKEN' })
    await close()
    assert.deepEqual(lines, [])
  })

  it('deploys to both chains, ends without leaving a process, and resumes with its contracts', async () => {
    const wanted = await options()
    const first = await start(wanted)
    systems.push(first)
    const addresses = readAddresses(deployments.genex)
    const pids = pidsOf(first)
    assert.equal(pids.length, 3)
    await assert.rejects(start(wanted), { code: 'LOCAL_RUNNING' })
    await first.stop()
    assert.deepEqual(pids.map(identityOf), [undefined, undefined, undefined])

    const second = await start(wanted)
    systems.push(second)
    assert(lines.some((line) => line.includes('contracts are there network=genexLocal')))
    const { GENEX_RPC_URL = '' } = second.environment
    assert.notEqual(await rpc(GENEX_RPC_URL, 'eth_getCode', [addresses.get('Settlement'), 'latest']), '0x')
    await second.stop()
  })
})
