import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { type Addressable, type BytesLike, ZeroAddress } from 'ethers'
import { network } from 'hardhat'

export const connection = await network.create('genex')
export const { ethers, networkHelpers } = connection

const intentFields = [
  { name: 'nonce', type: 'uint256' },
  { name: 'deadline', type: 'uint48' },
  { name: 'gasLimit', type: 'uint32' },
]
const types = {
  Store: [{ name: 'account', type: 'address' }, { name: 'value', type: 'uint256' }, ...intentFields],
  Notify: [
    { name: 'account', type: 'address' },
    { name: 'target', type: 'address' },
    { name: 'data', type: 'bytes' },
    ...intentFields,
  ],
}

/** What a test may set of an intent's authorisation; the rest is valid by default. */
export interface AuthOptions {
  readonly account?: string
  readonly nonce?: bigint
  readonly deadlineSec?: bigint
  readonly gasLimit?: bigint
}

export interface Auth {
  readonly account: string
  readonly nonce: bigint
  readonly deadline: bigint
  readonly gasLimit: bigint
  readonly signature: string
}

export const farDeadlineSec = 4_000_000_000n

/** A harness with three users, a carrier and an ERC-1271 wallet of the first user. */
export async function deployIntents() {
  const [, alice, bob, carrier] = await ethers.getSigners()
  if (!alice || !bob || !carrier) throw new Error('the node has too few signers')
  const registry = await ethers.deployContract('AccountRegistry')
  const harness = await ethers.deployContract('IntentsHarness', [registry])
  const wallet = await ethers.deployContract('MockWallet', [alice.address])
  const domain = {
    name: 'Genex Harness',
    version: '1',
    chainId: 719719,
    verifyingContract: await harness.getAddress(),
  }

  async function sign(
    signer: HardhatEthersSigner,
    type: 'Store' | 'Notify',
    args: Readonly<Record<string, unknown>>,
    options: AuthOptions = {},
  ): Promise<Auth> {
    const fields = {
      account: options.account ?? signer.address,
      nonce: options.nonce ?? 0n,
      deadline: options.deadlineSec ?? farDeadlineSec,
      gasLimit: options.gasLimit ?? 100_000n,
    }
    const signature = await signer.signTypedData(domain, { [type]: types[type] }, { ...args, ...fields })
    return { ...fields, signature }
  }

  async function storeItem(signer: HardhatEthersSigner, value: bigint, options: AuthOptions = {}): Promise<string> {
    const auth = await sign(signer, 'Store', { value }, options)
    return harness.interface.encodeFunctionData('storeBySig', [value, auth])
  }

  async function notifyItem(
    signer: HardhatEthersSigner,
    contract: Addressable,
    data: BytesLike,
    options: AuthOptions = {},
  ): Promise<string> {
    const target = await contract.getAddress()
    const auth = await sign(signer, 'Notify', { target, data }, { gasLimit: 300_000n, ...options })
    return harness.interface.encodeFunctionData('notifyBySig', [target, data, auth])
  }

  return { alice, bob, carrier, registry, harness, wallet, sign, storeItem, notifyItem, nobody: ZeroAddress }
}
