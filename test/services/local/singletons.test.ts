import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createPublicClient, getContractAddress, getCreate2Address, type Hex, http, parseAbi, zeroAddress } from 'viem'
import { anvilSpec, CHAINS } from '../../../local/anvil.ts'
import { rpc } from '../../../local/rpc.ts'
import { allSingletons, seedSingletons } from '../../../local/singletons.ts'
import { until } from '../../../local/until.ts'

/** Where public chains have them (safe-deployments, eth-infinitism, mds1/multicall, pcaversaccio/createx). */
const CANONICAL = {
  EntryPoint: '0x433709009B8330FDa32311DF1C2AFA402eD8D009',
  Multicall3: '0xcA11bde05977b3631167028862bE2a173976CA11',
  CreateX: '0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed',
  SafeSingletonFactory: '0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7',
  Safe: '0xFf51A5898e281Db6DfC7855790607438dF2ca44b',
  SafeL2: '0xEdd160fEBBD92E350D4D398fb636302fccd67C7e',
  SafeProxyFactory: '0x14F2982D601c9458F93bd70B218933A6f8165e7b',
  CompatibilityFallbackHandler: '0x3EfCBb83A4A7AfcB4F68D501E2c2203a38be77f4',
  MultiSend: '0x218543288004CD07832472D464648173c77D7eB7',
  MultiSendCallOnly: '0xA83c336B20401Af773B6219BA5027174338D1836',
} as const

const abi = parseAbi([
  'function senderCreator() view returns (address)',
  'function getNonce(address sender, uint192 key) view returns (uint256)',
  'function getThreshold() view returns (uint256)',
  'function computeCreate2Address(bytes32 salt, bytes32 initCodeHash) view returns (address)',
  'function getChainId() view returns (uint256)',
])

describe('seedSingletons', () => {
  const directory = mkdtempSync(join(tmpdir(), 'genex-singletons-'))
  let chain: ChildProcess
  let url: string
  let addresses: Record<string, string>

  before(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    const spec = anvilSpec({ ...CHAINS.base, name: 'base', port }, directory)
    chain = spawn(spec.command, [...spec.args], { stdio: 'ignore', env: spec.env })
    await until('anvil', () => spec.isReady())
    await seedSenderCreatorAlone()
    addresses = await seedSingletons(url)
  })

  after(() => {
    chain.kill('SIGKILL')
    rmSync(directory, { recursive: true, force: true })
  })

  const client = () => createPublicClient({ transport: http(url) })

  async function seedSenderCreatorAlone(): Promise<void> {
    const address = getContractAddress({ from: CANONICAL.EntryPoint, nonce: 1n })
    await rpc(url, 'hardhat_setNonce', [address, '0x1'])
    await rpc(url, 'hardhat_setCode', [address, '0x00'])
  }

  for (const [name, address] of Object.entries(CANONICAL)) {
    it(`puts ${name} at its canonical address`, async () => {
      assert.equal(addresses[name], address)
      assert.notEqual(await client().getCode({ address }), undefined)
    })
  }

  it('gives every singleton code and a nonce of 1', async () => {
    for (const { address, name } of await allSingletons()) {
      assert.notEqual(await client().getCode({ address }), undefined, name)
      if (name !== 'Create2Proxy') assert.equal(await client().getTransactionCount({ address }), 1, name)
    }
  })

  // Its constructor creates it, and reverted whenever the other one had been faster.
  it('gives EntryPoint its own SenderCreator, also where that was there first', async () => {
    const address = CANONICAL.EntryPoint
    const expected = getContractAddress({ from: address, nonce: 1n })
    assert.equal(await client().readContract({ abi, address, functionName: 'senderCreator' }), expected)
    assert.equal(await client().readContract({ abi, address, functionName: 'getNonce', args: [zeroAddress, 0n] }), 0n)
  })

  it('leaves no Safe singleton that anyone could set up', async () => {
    for (const address of [CANONICAL.Safe, CANONICAL.SafeL2]) {
      assert.equal(await client().readContract({ abi, address, functionName: 'getThreshold' }), 1n)
    }
  })

  it('gives CreateX the address that it remembers as its own', async () => {
    const hash: Hex = `0x${'00'.repeat(32)}`
    const args = [hash, hash] as const
    const call = { abi, address: CANONICAL.CreateX, functionName: 'computeCreate2Address', args } as const
    const factory = await client().readContract(call)
    assert.equal(factory, getCreate2Address({ from: CANONICAL.CreateX, salt: hash, bytecodeHash: hash }))
  })

  it('answers through Multicall3', async () => {
    const call = { abi, address: CANONICAL.Multicall3, functionName: 'getChainId' } as const
    assert.equal(await client().readContract(call), BigInt(CHAINS.base.chainId))
  })

  it('changes nothing when run again', async () => {
    const code = await client().getCode({ address: CANONICAL.EntryPoint })
    assert.deepEqual(await seedSingletons(url), addresses)
    assert.equal(await client().getCode({ address: CANONICAL.EntryPoint }), code)
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
