import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { AbiCoder, concat, type InterfaceAbi, toBeHex } from 'ethers'
import type { Hex } from 'viem'
import { seedSingletonsBy } from '../../../../local/singletons.ts'
import { connection, deployMarket, ethers } from '../../deployment.ts'
import { CHAIN_ID, passkeyPerson } from '../passkey-person.ts'

const GWEI = 1_000_000_000n
const FAR_SEC = 4_000_000_000
/** ERC-7821: a batch that reverts as a whole, without further data. */
export const BATCH_MODE = `0x01${'0'.repeat(62)}`
const ARTIFACT = createRequire(import.meta.url).resolve('@account-abstraction/contracts/artifacts/EntryPoint.json')

export interface Call {
  target: string
  data: string
  value?: bigint
}

interface Operation {
  sender: string
  nonce: bigint
  initCode: string
  callData: string
  accountGasLimits: string
  preVerificationGas: bigint
  gasFees: string
  paymasterAndData: string
  signature: string
}

export const encodeCalls = (calls: readonly Call[]) =>
  AbiCoder.defaultAbiCoder().encode(
    ['tuple(address,uint256,bytes)[]'],
    [calls.map(({ target, data, value = 0n }) => [target, value, data])],
  )

/** The market on a chain with EntryPoint v0.9, a paymaster with a deposit, and a person with a passkey. */
export async function deployOperations() {
  await seedSingletonsBy((method, params) => connection.provider.request({ method, params: [...params] }))
  const market = await deployMarket()
  const { sponsorPaymaster, sponsor, carrier, accountRegistry } = market
  const entryPoint = new ethers.Contract(
    await sponsorPaymaster.entryPoint(),
    JSON.parse(readFileSync(ARTIFACT, 'utf8')).abi as InterfaceAbi,
    carrier,
  )
  await sponsorPaymaster.deposit({ value: 10n ** 18n })
  const person = await passkeyPerson(market)
  const account = await ethers.getContractAt('PasskeyAccount', person.address)
  const deployData = accountRegistry.interface.encodeFunctionData('deployAccount', [person.keyId])

  async function sponsored(operation: Operation, by = sponsor): Promise<Operation> {
    const [validAfter, validUntil] = [0, FAR_SEC]
    const limits = { paymasterVerificationGasLimit: 200_000n, paymasterPostOpGasLimit: 0n }
    const domain = { name: 'Genex Sponsor Paymaster', version: '1', chainId: CHAIN_ID }
    const signed = { ...operation, ...limits, validAfter, validUntil }
    const verifyingContract = String(sponsorPaymaster.target)
    const signature = await by.signTypedData({ ...domain, verifyingContract }, REQUEST_TYPES, signed)
    const gas = concat([toBeHex(limits.paymasterVerificationGasLimit, 16), toBeHex(0, 16)])
    const times = concat([toBeHex(validAfter, 6), toBeHex(validUntil, 6)])
    return { ...operation, paymasterAndData: concat([verifyingContract, gas, times, signature]) }
  }

  /** An operation of the person, paid by the sponsor; the first one deploys the account. */
  async function operationOf(calls: readonly Call[], by = sponsor): Promise<Operation> {
    const isDeployed = (await ethers.provider.getCode(person.address)) !== '0x'
    const unsigned = await sponsored(
      {
        sender: person.address,
        nonce: (await entryPoint.getFunction('getNonce')(person.address, 0)) as bigint,
        initCode: isDeployed ? '0x' : concat([String(accountRegistry.target), deployData]),
        callData: account.interface.encodeFunctionData('execute', [BATCH_MODE, encodeCalls(calls)]),
        accountGasLimits: concat([toBeHex(500_000, 16), toBeHex(500_000, 16)]),
        preVerificationGas: 60_000n,
        gasFees: concat([toBeHex(GWEI, 16), toBeHex(10n * GWEI, 16)]),
        paymasterAndData: '0x',
        signature: '0x',
      },
      by,
    )
    return { ...unsigned, signature: await person.signer.sign({ hash: await hashOf(unsigned) }) }
  }

  const hashOf = async (operation: Operation): Promise<Hex> =>
    (await entryPoint.getFunction('getUserOpHash')(operation)) as Hex

  return {
    ...market,
    entryPoint,
    person,
    account,
    operationOf,
    hashOf,
    handle: (...operations: Operation[]) =>
      entryPoint.getFunction('handleOps').send(operations, carrier.address, { gasLimit: 5_000_000n }),
  }
}

const REQUEST_TYPES = {
  UserOperationRequest: [
    { name: 'sender', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'initCode', type: 'bytes' },
    { name: 'callData', type: 'bytes' },
    { name: 'accountGasLimits', type: 'bytes32' },
    { name: 'preVerificationGas', type: 'uint256' },
    { name: 'gasFees', type: 'bytes32' },
    { name: 'paymasterVerificationGasLimit', type: 'uint256' },
    { name: 'paymasterPostOpGasLimit', type: 'uint256' },
    { name: 'validAfter', type: 'uint48' },
    { name: 'validUntil', type: 'uint48' },
  ],
}
