import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { DEPLOYMENTS_DIR } from '../../../kit/addresses.ts'
import { anvilSpec, CHAINS } from '../../../local/anvil.ts'
import { rpc } from '../../../local/rpc.ts'
import { until } from '../../../local/until.ts'
import { freePorts, temporaryDir } from '../local/support.ts'
import { type Moment, SendingProxy } from './sending-proxy.ts'

const run = promisify(execFile)
const DEPLOYER = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
/** Seventeen contracts and the one call that configures them; the interface at the core's address costs nothing. */
const TRANSACTIONS = 18
/** Somewhere in the middle, where the contracts before are known and the ones behind are not. */
const INTERRUPTED = 6
/** The first of all, on a chain that has none yet. */
const REGISTRY = 1

describe('npm run deploy', () => {
  const place = temporaryDir()
  const deployments: string[] = []
  let chain: ChildProcess
  let proxy: SendingProxy
  let url: string
  let env: NodeJS.ProcessEnv

  before(async () => {
    const [port = 0, proxyPort = 0] = await freePorts(2)
    const spec = anvilSpec({ ...CHAINS.genex, name: 'genex', port }, place.dir)
    chain = spawn(spec.command, [...spec.args], { stdio: 'ignore', env: spec.env })
    await until('anvil', () => spec.isReady())
    url = `http://127.0.0.1:${port}`
    proxy = new SendingProxy(url)
    env = { ...process.env, GENEX_RPC_URL: await proxy.listen(proxyPort) }
  })

  after(() => {
    proxy.close()
    chain.kill('SIGKILL')
    place.remove()
    for (const id of deployments) rmSync(join(DEPLOYMENTS_DIR, id), { recursive: true, force: true })
  })

  const sent = async () => Number(await rpc(url, 'eth_getTransactionCount', [DEPLOYER, 'latest']))

  function newDeployment() {
    const id = `genex-local-test-${randomBytes(4).toString('hex')}`
    deployments.push(id)
    const args = ['scripts/deploy.ts', '--no-build', '--network', 'genexLocal', '--deployment-id', id]
    const addresses = () => readFileSync(join(DEPLOYMENTS_DIR, id, 'deployed_addresses.json'), 'utf8')
    return { args, addresses }
  }

  async function killDuringDeployment(args: readonly string[], moment: Moment, nth = INTERRUPTED): Promise<void> {
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' })
    proxy.cutAt(moment, nth, () => child.kill('SIGKILL'))
    const [code, signal] = await once(child, 'exit')
    assert.deepEqual({ code, signal }, { code: null, signal: 'SIGKILL' })
  }

  for (const moment of ['before', 'after'] as const) {
    it(`places the account registry once, killed ${moment} the chain had its transaction`, async () => {
      const { args, addresses } = newDeployment()
      const snapshot = await rpc(url, 'evm_snapshot')
      const first = await sent()
      await killDuringDeployment(args, moment, REGISTRY)
      await run(process.execPath, args, { env })
      assert.equal((await sent()) - first, TRANSACTIONS + 1)
      const { 'Genex#AccountRegistry': registry } = JSON.parse(addresses())
      assert.notEqual(await rpc(url, 'eth_getCode', [registry, 'latest']), '0x')
      if (moment === 'before') await rpc(url, 'evm_revert', [snapshot])
    })
  }

  it('takes up a deployment that was killed when the chain had a transaction that the journal did not', async () => {
    const { args } = newDeployment()
    const first = await sent()
    await killDuringDeployment(args, 'after')
    const { stdout } = await run(process.execPath, args, { env })
    assert.match(stdout, /^settlement +0x[0-9a-fA-F]{40}$/m)
    assert.equal((await sent()) - first, TRANSACTIONS)
  })

  it('takes up a deployment that was killed before a signed transaction reached the chain', async () => {
    const { args } = newDeployment()
    const first = await sent()
    await killDuringDeployment(args, 'before')
    const { stdout } = await run(process.execPath, args, { env })
    assert.match(stdout, /^settlement +0x[0-9a-fA-F]{40}$/m)
    assert.equal((await sent()) - first, TRANSACTIONS)
  })

  it('changes nothing when run again', async () => {
    const { args, addresses } = newDeployment()
    await run(process.execPath, args, { env })
    const before = { addresses: addresses(), sent: await sent() }
    await run(process.execPath, args, { env })
    assert.deepEqual({ addresses: addresses(), sent: await sent() }, before)
  })

  it('names a network that it does not know, and leaves nothing behind', async () => {
    const failing = run(process.execPath, ['scripts/deploy.ts', '--network', 'moon', '--deployment-id', 'moon'], {
      env,
    })
    await assert.rejects(failing, /Nothing is deployed to network "moon". Known: genexLocal, baseLocal/)
    assert.equal(existsSync(join(DEPLOYMENTS_DIR, 'moon')), false)
  })

  it('refuses the production parameters while they are empty', async () => {
    const failing = run(process.execPath, ['scripts/deploy.ts', '--network', 'genexProduction'], { env })
    await assert.rejects(failing, /ignition\/parameters\/genex\.json5: moneyToken must be an address other than zero/)
  })
})
