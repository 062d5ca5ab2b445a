import { p256 } from '@noble/curves/nist.js'
import { type Address, bytesToHex, concatHex, type Hex, hexToBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { openSessionKey, type SessionKey, walletSessionKey } from '../../../../sdk/src/session-key.ts'
import { tradingKeyAddress } from '../../../../sdk/src/trading-key.ts'
import { deployRegistry, ethers, time } from './fixture.ts'

export const NOW_SEC = 2_000_000_000
const FAR_SEC = 4_000_000_000
const TAIL = [
  { name: 'nonce', type: 'uint256' },
  { name: 'deadline', type: 'uint48' },
  { name: 'gasLimit', type: 'uint32' },
]
const TYPES = {
  Store: [{ name: 'account', type: 'address' }, { name: 'value', type: 'uint256' }, ...TAIL],
  StorePair: [
    { name: 'account', type: 'address' },
    { name: 'first', type: 'uint256' },
    { name: 'second', type: 'uint256' },
    ...TAIL,
  ],
  Notify: [
    { name: 'account', type: 'address' },
    { name: 'target', type: 'address' },
    { name: 'data', type: 'bytes' },
    ...TAIL,
  ],
}

/** A key in software of the kind that a browser makes: it signs the SHA-256 of what it is given. */
function p256SessionKey(seed: string): SessionKey {
  const secret = hexToBytes(ethers.id(seed) as Hex)
  const publicKey = bytesToHex(p256.getPublicKey(secret, false).slice(1))
  const sign = async (digest: Hex) =>
    concatHex([bytesToHex(p256.sign(hexToBytes(digest), secret, { lowS: false })), publicKey])
  return openSessionKey({ address: tradingKeyAddress(publicKey), sign })
}

/** A contract that session keys may sign at, a wallet and a passkey account that lend them, and keys of both kinds. */
export async function deploySessions() {
  const deployed = await deployRegistry()
  const { stranger, authOf } = deployed
  await time.increaseTo(NOW_SEC)
  const sessions = await ethers.getContractAt('Sessions', deployed.address)
  const harness = await ethers.deployContract('IntentsHarness', [deployed.address])
  const target = (await harness.getAddress()) as Address
  const domain = { name: 'Genex Harness', version: '1', chainId: 719719, verifyingContract: target }
  const till = walletSessionKey(privateKeyToAccount(ethers.id('till') as Hex))
  const browser = p256SessionKey('browser')
  const selectorOf = (name: 'storeBySig' | 'storePairBySig' | 'notifyBySig' | 'bumpBySig') =>
    harness.interface.getFunction(name).selector as Hex
  let nextNonce = 0n

  const termsOf = (key: SessionKey, changes: object = {}) => ({
    key: key.address,
    kind: key.kind,
    expiry: NOW_SEC + 86_400,
    window: 3_600,
    windowLimit: 100n,
    totalLimit: 250n,
    targets: [target],
    selectors: [selectorOf('storeBySig')],
    recipients: [] as string[],
    series: [] as number[],
    ...changes,
  })

  async function register(lender: Parameters<typeof authOf>[0], key: SessionKey, changes: object = {}) {
    const terms = termsOf(key, changes)
    return sessions.registerSessionBySig(terms, await authOf(lender, 'RegisterSession', terms))
  }

  async function authBy(key: SessionKey, account: string, type: keyof typeof TYPES, fields: Record<string, unknown>) {
    const auth = { account, nonce: ++nextNonce << 64n, deadline: FAR_SEC, gasLimit: 300_000 }
    const hash = ethers.TypedDataEncoder.hash(domain, { [type]: TYPES[type] }, { ...fields, ...auth }) as Hex
    return { ...auth, signature: await key.sign(hash) }
  }

  return {
    ...deployed,
    sessions,
    harness,
    target,
    till,
    browser,
    alice: stranger,
    selectorOf,
    termsOf,
    register,
    authBy,
    store: async (key: SessionKey, account: string, value: bigint) =>
      harness.storeBySig(value, await authBy(key, account, 'Store', { value })),
    storeItem: async (key: SessionKey, account: string, value: bigint) =>
      harness.interface.encodeFunctionData('storeBySig', [value, await authBy(key, account, 'Store', { value })]),
    storePair: async (key: SessionKey, account: string, first: number, second: bigint) =>
      harness.storePairBySig(first, second, await authBy(key, account, 'StorePair', { first, second })),
    notify: async (key: SessionKey, account: string, to: string) =>
      harness.notifyBySig(to, '0x', await authBy(key, account, 'Notify', { target: to, data: '0x' })),
  }
}
