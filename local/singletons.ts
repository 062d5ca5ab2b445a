import { type Address, concatHex, getContractAddress, getCreate2Address, type Hex, pad } from 'viem'
import { BaseError } from '../kit/errors.ts'
import { rpc } from './rpc.ts'
import { initCodes, SAFE_CONTRACTS } from './singleton-code.ts'

/** Code that a production chain has at the same address. */
export interface Singleton {
  name: string
  address: Address
  /** What the constructor runs; the code left behind may hold the address and the creator. */
  initCode: Hex
  /** The creator, where the constructor remembers it. */
  creator?: Address
  /** What the constructor creates: it reverts where something is already. */
  creates?: Address
  /** Storage that the constructor writes. */
  storage?: Readonly<Record<Hex, Hex>>
}

/** One JSON-RPC call. */
export type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>

/** The proxy of Safe's singleton factory and the one of Arachnid: calldata = salt and init code. */
export const CREATE2_PROXY_CODE =
  '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3'
const SAFE_FACTORY = '0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7'
const ARACHNID_FACTORY = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const ENTRY_POINT = '0x433709009B8330FDa32311DF1C2AFA402eD8D009'
const MULTICALL3 = '0xcA11bde05977b3631167028862bE2a173976CA11'
const CREATEX = '0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed'

const ZERO_SALT = pad('0x', { size: 32 })
/** Slot of `threshold` in a Safe: 1 in the singleton itself, so that nobody can take it over by `setup`. */
const SAFE_THRESHOLD_SLOT = pad('0x04', { size: 32 })
const ONE = pad('0x01', { size: 32 })

/**
 * Puts EntryPoint v0.9, the Safe 1.5.0 contracts and their factory, Multicall3, CreateX and the CREATE2 proxies where every public
 * chain has them. No transaction, no block: each constructor runs in an `eth_call` at its final address and what it returns becomes the
 * code. What is there already is left alone. Returns the addresses by name.
 */
export function seedSingletons(rpcUrl: string): Promise<Record<string, Address>> {
  return seedSingletonsBy((method, params) => rpc(rpcUrl, method, params))
}

/** The same on a chain that is asked in another way than over HTTP. */
export async function seedSingletonsBy(ask: Ask): Promise<Record<string, Address>> {
  const singletons = await allSingletons()
  const seeded = await Promise.all(singletons.map((singleton) => seed(ask, singleton)))
  return Object.fromEntries(seeded)
}

export async function allSingletons(): Promise<Singleton[]> {
  const code = await initCodes()
  const safes = SAFE_CONTRACTS.map((name) => safeSingleton(name, code.safe[name]))
  const senderCreator = getContractAddress({ from: ENTRY_POINT, nonce: 1n })
  return [
    { name: 'SafeSingletonFactory', address: SAFE_FACTORY, initCode: returning(CREATE2_PROXY_CODE) },
    { name: 'Create2Proxy', address: ARACHNID_FACTORY, initCode: returning(CREATE2_PROXY_CODE) },
    { name: 'EntryPoint', address: ENTRY_POINT, initCode: code.entryPoint, creates: senderCreator },
    { name: 'SenderCreator', address: senderCreator, initCode: code.senderCreator, creator: ENTRY_POINT },
    { name: 'Multicall3', address: MULTICALL3, initCode: code.multicall3 },
    { name: 'CreateX', address: CREATEX, initCode: code.createX },
    ...safes,
  ]
}

async function seed(ask: Ask, singleton: Singleton): Promise<[string, Address]> {
  const { name, address, storage = {} } = singleton
  if ((await ask('eth_getCode', [address, 'latest'])) !== '0x') return [name, address]
  const runtime = await runConstructor(ask, singleton)
  await Promise.all(Object.entries(storage).map(([slot, value]) => ask('hardhat_setStorageAt', [address, slot, value])))
  // A contract's nonce starts at 1.
  await ask('hardhat_setNonce', [address, '0x1'])
  // Last, because the code is what a second run looks at.
  await ask('hardhat_setCode', [address, runtime])
  return [name, address]
}

/** Init code executed as if it stood at `address` returns the runtime code with its immutables filled in. */
async function runConstructor(ask: Ask, { name, address, initCode, creator, creates }: Singleton): Promise<Hex> {
  const call = { to: address, ...(creator ? { from: creator } : {}) }
  const empty = creates ? { [creates]: { code: '0x', nonce: '0x0' } } : {}
  const override = { [address]: { code: initCode, nonce: '0x1' }, ...empty }
  const runtime = await ask('eth_call', [call, 'latest', override])
  if (typeof runtime === 'string' && runtime.length > 2) return runtime as Hex
  throw new BaseError(`The constructor of ${name} returned no code.`, { code: 'SINGLETON_FAILED', status: 500 })
}

function safeSingleton(name: string, initCode: Hex): Singleton {
  const address = getCreate2Address({ from: SAFE_FACTORY, salt: ZERO_SALT, bytecode: initCode })
  const isSafe = name === 'Safe' || name === 'SafeL2'
  return { name, address, initCode, ...(isSafe ? { storage: { [SAFE_THRESHOLD_SLOT]: ONE } } : {}) }
}

/** The shortest constructor that leaves `runtime` (at most 255 bytes) behind. */
function returning(runtime: Hex): Hex {
  const size = pad(`0x${((runtime.length - 2) / 2).toString(16)}`, { size: 1 })
  // PUSH1 size, DUP1, PUSH1 offset of what follows, PUSH0, CODECOPY, PUSH0, RETURN
  return concatHex(['0x60', size, '0x8060095f395ff3', runtime])
}
