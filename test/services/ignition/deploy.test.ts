import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { DEPLOYMENTS_DIR } from '../../../kit/addresses.ts'
import { anvilSpec, CHAINS } from '../../../local/anvil.ts'
import { rpc } from '../../../local/rpc.ts'
import { until } from '../../../local/until.ts'
import { freePorts, temporaryDir } from '../local/support.ts'

const run = promisify(execFile)
const DEPLOYER = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
/** Eleven contracts and the one call that configures them; the interface at the core's address costs nothing. */
const TRANSACTIONS = 12

describe('npm run deploy', () => {
  const place = temporaryDir()
  const deployment = `genex-local-test-${randomBytes(4).toString('hex')}`
  const args = ['scripts/deploy.ts', '--network', 'genexLocal', '--deployment-id', deployment]
  let chain: ChildProcess
  let env: NodeJS.ProcessEnv

  before(async () => {
    const [port = 0] = await freePorts(1)
    env = { ...process.env, GENEX_RPC_URL: `http://127.0.0.1:${port}` }
    const spec = anvilSpec({ ...CHAINS.genex, name: 'genex', port }, place.dir)
    chain = spawn(spec.command, [...spec.args], { stdio: 'ignore', env: spec.env })
    await until('anvil', () => spec.isReady())
  })

  after(() => {
    chain.kill('SIGKILL')
    place.remove()
    rmSync(join(DEPLOYMENTS_DIR, deployment), { recursive: true, force: true })
  })

  const sent = async () => Number(await rpc(env.GENEX_RPC_URL ?? '', 'eth_getTransactionCount', [DEPLOYER, 'latest']))

  it('takes up a deployment that was killed, and sends nothing twice', async () => {
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' })
    await until('the first contracts', async () => (await sent()) >= 4)
    child.kill('SIGKILL')
    assert.ok((await sent()) < TRANSACTIONS, 'it was killed too late to prove anything')
    const { stdout } = await run(process.execPath, args, { env })
    assert.match(stdout, /^settlement +0x[0-9a-fA-F]{40}$/m)
    assert.equal(await sent(), TRANSACTIONS)
  })

  it('changes nothing when run again', async () => {
    const file = join(DEPLOYMENTS_DIR, deployment, 'deployed_addresses.json')
    const before = readFileSync(file, 'utf8')
    await run(process.execPath, args, { env })
    assert.equal(await sent(), TRANSACTIONS)
    assert.equal(readFileSync(file, 'utf8'), before)
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
