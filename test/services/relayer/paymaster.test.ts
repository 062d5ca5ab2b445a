import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, describe, it } from 'node:test'
import {
  type Abi,
  type Address,
  concatHex,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseEventLogs,
  slice,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { localKey } from '../../../local/keys.ts'
import { accountRegistryAbi } from '../../../sdk/src/abi/account-registry.gen.ts'
import { passkeyId } from '../../../sdk/src/passkey/address.ts'
import { passkeySigner } from '../../../sdk/src/passkey/signer.ts'
import { softwareAuthenticator } from '../../support/software-authenticator.ts'
import { type AccountWorld, createAccountWorld, ENTRY_POINT } from './support/account-world.ts'
import { CHAIN_ID } from './support/intent.ts'
import { sendAs } from './support/market.ts'

const entryPointAbi = createRequire(import.meta.url)('@account-abstraction/contracts/artifacts/EntryPoint.json')
  .abi as Abi
const MODE = `0x01${'0'.repeat(62)}` as Hex
const executeAbi = [
  {
    type: 'function',
    name: 'execute',
    stateMutability: 'payable',
    inputs: [
      { name: 'mode', type: 'bytes32' },
      { name: 'data', type: 'bytes' },
    ],
    outputs: [],
  },
] as const
const GWEI = 1_000_000_000n
const hex = (value: bigint): Hex => `0x${value.toString(16)}`

interface RpcAnswer {
  result?: { paymaster: Address; paymasterData: Hex; paymasterVerificationGasLimit: Hex; isFinal: boolean }
  error?: { code: number; message: string; data?: { code: string } }
}

/** ERC-7677 by the relayer's process, on a chain with EntryPoint v0.9. */
describe('The paymaster service', () => {
  let world: AccountWorld
  before(async () => {
    world = await createAccountWorld()
  })
  after(() => world?.end())

  /** An operation of a passkey account that does not stand yet: a call of the recorder, which takes anything. */
  async function operationOf(seed: string, changes: Record<string, unknown> = {}) {
    const { registry } = world
    const authenticator = softwareAuthenticator({ seed })
    const { publicKey } = authenticator
    const signer = passkeySigner({ registry, publicKey, authenticator })
    const factoryData = encodeFunctionData({
      abi: accountRegistryAbi,
      functionName: 'deployAccount',
      args: [passkeyId(publicKey)],
    })
    const operation = {
      sender: signer.address,
      nonce: hex(0n),
      factory: registry,
      factoryData,
      callData: callOf(world.target, '0x'),
      callGasLimit: hex(300_000n),
      verificationGasLimit: hex(600_000n),
      preVerificationGas: hex(60_000n),
      maxFeePerGas: hex(10n * GWEI),
      maxPriorityFeePerGas: hex(GWEI),
      ...changes,
    }
    return { signer, operation }
  }

  function callOf(target: Address, data: Hex): Hex {
    const calls = world.encodeCalls([{ target, data }])
    return encodeFunctionData({ abi: executeAbi, functionName: 'execute', args: [MODE, calls] })
  }

  async function ask(
    method: string,
    operation: unknown,
    changes: { entryPoint?: string; chainId?: Hex; tenant?: string } = {},
  ) {
    const { entryPoint = ENTRY_POINT, chainId = hex(BigInt(CHAIN_ID)), tenant = 'genex' } = changes
    const body = { jsonrpc: '2.0', id: 7, method, params: [operation, entryPoint, chainId, {}] }
    const answer = await world.post(`/paymaster/${tenant}`, body)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.equal(answer.body.id, 7)
    return answer.body as RpcAnswer
  }

  async function uses(account: Address): Promise<[number, string] | undefined> {
    const { body } = await world.get(`/sponsorship?account=${account}`)
    const rows = body.uses as { account: string; action: string; used: { intents: number; gas: string } }[]
    const row = rows.find((each) => each.account === account && each.action === 'userOperation')
    return row && [row.used.intents, String(row.used.gas)]
  }

  it('pays for an operation that the entry point carries out', async () => {
    const { signer, operation } = await operationOf('first')
    const stub = (await ask('pm_getPaymasterStubData', operation)).result
    assert.equal(stub?.isFinal, false)
    const limits = {
      paymasterVerificationGasLimit: stub?.paymasterVerificationGasLimit,
      paymasterPostOpGasLimit: '0x0',
    }
    const { result } = await ask('pm_getPaymasterData', { ...operation, ...limits })
    assert.ok(result)
    assert.equal(stub?.paymasterData.length, result.paymasterData.length)

    const gas = (high: Hex, low: Hex) =>
      concatHex([numberToHex(BigInt(high), { size: 16 }), numberToHex(BigInt(low), { size: 16 })])
    const packed = {
      sender: operation.sender,
      nonce: 0n,
      initCode: concatHex([operation.factory, operation.factoryData]),
      callData: operation.callData,
      accountGasLimits: gas(operation.verificationGasLimit, operation.callGasLimit),
      preVerificationGas: BigInt(operation.preVerificationGas),
      gasFees: gas(operation.maxPriorityFeePerGas, operation.maxFeePerGas),
      paymasterAndData: concatHex([
        result.paymaster,
        gas(limits.paymasterVerificationGasLimit ?? '0x0', '0x0'),
        result.paymasterData,
      ]),
      signature: '0x' as Hex,
    }
    const hash = (await world.market.client.readContract({
      address: ENTRY_POINT,
      abi: entryPointAbi,
      functionName: 'getUserOpHash',
      args: [packed],
    })) as Hex
    const signature = await signer.sign({ hash })
    const data = encodeFunctionData({
      abi: entryPointAbi,
      functionName: 'handleOps',
      args: [[{ ...packed, signature }], privateKeyToAccount(localKey('guardian')).address],
    })
    const sent = await sendAs(world.market.client, localKey('guardian'), { to: ENTRY_POINT, data })
    await world.market.mine()
    const receipt = await world.market.client.waitForTransactionReceipt({ hash: sent })
    const [event] = parseEventLogs({ abi: entryPointAbi, logs: receipt.logs, eventName: 'UserOperationEvent' })
    const args = (event as unknown as { args: { success: boolean; paymaster: Address } } | undefined)?.args
    assert.deepEqual([args?.success, args?.paymaster], [true, result.paymaster])
    assert.equal(await world.market.client.getBalance({ address: signer.address }), 0n)
  })

  it('counts an operation once, however often it is asked for', async () => {
    const { operation } = await operationOf('twice')
    const [one, two] = await Promise.all([ask('pm_getPaymasterData', operation), ask('pm_getPaymasterData', operation)])
    const again = await ask('pm_getPaymasterData', operation)
    assert.equal(one.result?.paymasterData, two.result?.paymasterData)
    assert.equal(one.result?.paymasterData, again.result?.paymasterData)
    assert.deepEqual(await uses(operation.sender), [1, String(300_000 + 600_000 + 60_000 + 60_000)])
  })

  it('signs for five minutes of the chain’s clock', async () => {
    const { operation } = await operationOf('short')
    const { result } = await ask('pm_getPaymasterData', operation)
    assert.ok(result)
    const validUntil = BigInt(slice(result.paymasterData, 6, 12))
    const { timestamp } = await world.market.client.getBlock()
    assert.ok(validUntil <= timestamp + 300n)
  })

  it('signs and counts nothing that it refuses', async () => {
    const reverting = callOf(world.registry, '0xdeadbeef')
    const refusals: [string, Record<string, unknown>, Parameters<typeof ask>[2]][] = [
      ['OPERATION_WOULD_FAIL', { callData: reverting }, {}],
      ['OPERATION_WOULD_FAIL', { factory: null, factoryData: null }, {}],
      ['OPERATION_NONCE', { nonce: hex(1n) }, {}],
      ['OPERATION_TOO_LARGE', { callGasLimit: hex(6_000_000n) }, {}],
      ['OPERATION_TOO_LARGE', { paymasterPostOpGasLimit: hex(400_000n) }, {}],
      ['OPERATION_TOO_DEAR', { maxFeePerGas: hex(0n) }, {}],
      ['OPERATION_UNPAYABLE', { paymasterVerificationGasLimit: hex(1n) }, {}],
      ['OPERATION_UNSUPPORTED', { callData: '0x8dd7712f' }, {}],
      ['OPERATION_UNSUPPORTED', { factory: '0x7702000000000000000000000000000000000000' }, {}],
      ['PAYMASTER_EMPTY', { maxFeePerGas: hex(490n * GWEI), callGasLimit: hex(4_000_000n) }, {}],
      ['ENTRY_POINT_UNSUPPORTED', {}, { entryPoint: world.registry }],
      ['CHAIN_MISMATCH', {}, { chainId: '0x1' }],
      ['TENANT_NOT_SPONSORED', {}, { tenant: 'stranger' }],
    ]
    for (const [index, [code, changes, place]] of refusals.entries()) {
      const { operation } = await operationOf(`refused ${index}`, changes)
      const { result, error } = await ask('pm_getPaymasterData', operation, place)
      assert.equal(error?.data?.code, code, JSON.stringify(error))
      assert.equal(result, undefined)
      assert.equal(await uses(operation.sender), undefined)
    }
  })

  it('stops at the allowance of a tenant’s policy', async () => {
    const limits = { accountIntents: 1, accountGas: null, tenantIntents: null, tenantGas: null }
    for (const action of ['*', 'userOperation']) {
      const body = JSON.stringify({ tenant: 'shop', action, ...limits })
      assert.equal((await world.request('/sponsorship/policies', { method: 'PUT', body })).status, 200)
    }
    const { operation } = await operationOf('limited')
    assert.ok((await ask('pm_getPaymasterData', operation, { tenant: 'shop' })).result)
    const dearer = { ...operation, maxFeePerGas: hex(11n * GWEI) }
    const { error } = await ask('pm_getPaymasterData', dearer, { tenant: 'shop' })
    assert.deepEqual([error?.code, error?.data?.code], [-32_003, 'SPONSORSHIP_EXHAUSTED'])
  })

  it('answers what it does not understand as JSON-RPC does', async () => {
    const codeOf = async (body: unknown) => ((await world.post('/paymaster/genex', body)).body as RpcAnswer).error?.code
    const call = { jsonrpc: '2.0', id: 1, params: [] }
    assert.equal(await codeOf({ ...call, method: 'eth_sendTransaction' }), -32_601)
    assert.equal(await codeOf({ ...call, method: 'pm_getPaymasterData' }), -32_602)
    assert.equal(await codeOf([]), -32_600)
  })
})
