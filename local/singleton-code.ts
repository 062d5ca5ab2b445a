import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Hex, parseTransaction } from 'viem'
import { BaseError } from '../kit/errors.ts'

/** Contracts of Safe 1.5.0 by the path of their artifact; the compiled files of the package, unmodified. */
const SAFE_PATHS = {
  Safe: 'Safe.sol',
  SafeL2: 'SafeL2.sol',
  SafeProxyFactory: 'proxies/SafeProxyFactory.sol',
  CompatibilityFallbackHandler: 'handler/CompatibilityFallbackHandler.sol',
  ExtensibleFallbackHandler: 'handler/ExtensibleFallbackHandler.sol',
  TokenCallbackHandler: 'handler/TokenCallbackHandler.sol',
  MultiSend: 'libraries/MultiSend.sol',
  MultiSendCallOnly: 'libraries/MultiSendCallOnly.sol',
  CreateCall: 'libraries/CreateCall.sol',
  SignMessageLib: 'libraries/SignMessageLib.sol',
  SafeToL2Setup: 'libraries/SafeToL2Setup.sol',
  SimulateTxAccessor: 'accessors/SimulateTxAccessor.sol',
} as const

export type SafeContract = keyof typeof SAFE_PATHS
export const SAFE_CONTRACTS = Object.keys(SAFE_PATHS) as SafeContract[]

const require = createRequire(import.meta.url)

/** Init code of every singleton, from the pinned packages. */
export async function initCodes() {
  const safe = Object.fromEntries(SAFE_CONTRACTS.map((name) => [name, safeCode(name)])) as Record<SafeContract, Hex>
  return {
    safe,
    entryPoint: bytecodeOf('@account-abstraction/contracts/artifacts/EntryPoint.json'),
    senderCreator: bytecodeOf('@account-abstraction/contracts/artifacts/SenderCreator.json'),
    multicall3: await multicall3Code(),
    createX: await createXCode(),
  }
}

function safeCode(name: SafeContract): Hex {
  return bytecodeOf(`@safe-global/safe-smart-account/build/artifacts/contracts/${SAFE_PATHS[name]}/${name}.json`)
}

function bytecodeOf(artifact: string): Hex {
  return requireHex(JSON.parse(readFileSync(require.resolve(artifact), 'utf8')).bytecode, artifact)
}

/** viem carries it for chains without Multicall3 but does not export it. */
async function multicall3Code(): Promise<Hex> {
  const module = await import(new URL('./constants/contracts.js', import.meta.resolve('viem')).href)
  return requireHex(module.multicall3Bytecode, 'Multicall3')
}

/** Ignition carries CreateX's signed deployment for its CREATE2 strategy but does not export it. */
async function createXCode(): Promise<Hex> {
  const core = import.meta.resolve('@nomicfoundation/ignition-core')
  const module = await import(new URL('./internal/execution/strategy/createx-artifact.js', core).href)
  return requireHex(parseTransaction(requireHex(module.presignedTx, 'CreateX')).data, 'CreateX')
}

function requireHex(value: unknown, name: string): Hex {
  if (typeof value === 'string' && /^0x[0-9a-f]+$/i.test(value)) return value as Hex
  throw new BaseError(`The pinned packages no longer carry ${name}.`, { code: 'SINGLETON_CODE', status: 500 })
}
