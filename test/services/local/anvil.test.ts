import assert from 'node:assert/strict'
import { statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, beforeEach, describe, it } from 'node:test'
import { anvilSpec, CHAINS, stateFile } from '../../../local/anvil.ts'
import { requireSameChains } from '../../../local/chain-identity.ts'
import { copyState } from '../../../local/chain-state.ts'
import { ManagedProcess } from '../../../local/managed-process.ts'
import { rpc } from '../../../local/rpc.ts'
import { until } from '../../../local/until.ts'
import { freePorts, recordingHooks, temporaryDir } from './support.ts'

const ACCOUNT = '0x00000000000000000000000000000000000000AA'
const P256_PRECOMPILE = '0x0000000000000000000000000000000000000100'

for (const name of ['genex', 'base'] as const) {
  describe(`the local ${name} chain`, () => {
    let place = temporaryDir()
    let chain: ManagedProcess
    let url = ''
    beforeEach(async () => {
      place.remove()
      place = temporaryDir()
      const [port = 0] = await freePorts(1)
      url = `http://127.0.0.1:${port}`
      chain = new ManagedProcess(anvilSpec({ ...CHAINS[name], name, port }, place.dir), recordingHooks())
      await chain.start()
    })
    afterEach(async () => {
      await chain.stop()
      place.remove()
    })
    const blockNumber = async () => Number(await rpc(url, 'eth_blockNumber'))

    it('keeps blocks and balances over a stop', async () => {
      await rpc(url, 'anvil_setBalance', [ACCOUNT, '0x7'])
      await until('a block', async () => (await blockNumber()) >= 1)
      const first = await rpc(url, 'eth_getBlockByNumber', ['0x1', false])
      await requireSameChains(place.dir, { [name]: url })
      await chain.stop()
      await chain.start()
      assert.equal(await rpc(url, 'eth_getBalance', [ACCOUNT, 'latest']), '0x7')
      assert.deepEqual(await rpc(url, 'eth_getBlockByNumber', ['0x1', false]), first)
      await requireSameChains(place.dir, { [name]: url })
    })

    it('keeps its first block over several starts, at whatever second they happen', async () => {
      const first = await rpc(url, 'eth_getBlockByNumber', ['0x0', false])
      for (const target of [1, 2, 3]) {
        await until('a block', async () => (await blockNumber()) >= target)
        await chain.stop()
        await chain.start()
        assert.deepEqual(await rpc(url, 'eth_getBlockByNumber', ['0x0', false]), first)
      }
    })

    it('comes back from its last good copy when a kill cut the state file', async () => {
      await rpc(url, 'anvil_setBalance', [ACCOUNT, '0x7'])
      await chain.stop()
      const file = stateFile(name, place.dir)
      copyState(file)
      truncateSync(file, Math.floor(statSync(file).size / 2))
      await chain.start()
      assert.equal(await rpc(url, 'eth_getBalance', [ACCOUNT, 'latest']), '0x7')
    })

    it('has the P-256 precompile', async () => {
      // First vector of RFC 6979 A.2.5 ("sample", SHA-256): hash, r, s, x, y.
      const input = [
        'af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf',
        'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
        'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
        '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
        '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
      ].join('')
      const answer = await rpc(url, 'eth_call', [{ to: P256_PRECOMPILE, data: `0x${input}` }, 'latest'])
      assert.equal(answer, `0x${'1'.padStart(64, '0')}`)
    })
  })
}

describe('requireSameChains', () => {
  const place = temporaryDir()
  after(() => place.remove())

  it('refuses a chain that is not the one the database was filled from', async () => {
    const [port = 0] = await freePorts(1)
    const chain = new ManagedProcess(anvilSpec({ ...CHAINS.genex, name: 'genex', port }, place.dir), recordingHooks())
    await chain.start()
    writeFileSync(join(place.dir, 'chains.json'), JSON.stringify({ genex: `0x${'00'.repeat(32)}` }))
    const check = requireSameChains(place.dir, { genex: `http://127.0.0.1:${port}` })
    await assert.rejects(check, { code: 'LOCAL_CHAIN_CHANGED' }).finally(() => chain.stop())
  })
})
