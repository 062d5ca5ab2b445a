import { p256 } from '@noble/curves/nist.js'
import { getBytes, hexlify, SigningKey } from 'ethers'
import { type Address, type Hex, keccak256, sliceHex } from 'viem'
import type { KeyState } from '../../../../sdk/src/settle/state.ts'
import { FULL_SCOPE, traderOf } from '../fixture.ts'

/** What signs for an account under one key index. */
export interface KeyHolder {
  state: KeyState
  publicKey?: Hex
  sign(digest: Hex): Hex
}

export interface Person {
  account: Address
  /** By key index: the own address, another device, a P-256 key. */
  keys: readonly KeyHolder[]
}

const COUNT = 5
const FIRST_DEVICE = 40
const KEY = { expiryDay: 0, scope: FULL_SCOPE, epoch: 0 } as const

/** The first two issue the series; the others trade. */
export const PEOPLE: readonly Person[] = Array.from({ length: COUNT }, (_, i) => createPerson(i + 1))
/** Has no account, no key and no level. */
export const STRANGER: Person = createPerson(COUNT + 1)

function createPerson(number: number): Person {
  const own = secpKey(traderOf(number).privateKey)
  const account = own.state.key
  return { account, keys: [own, secpKey(traderOf(FIRST_DEVICE + number).privateKey), p256Key(number)] }
}

function secpKey(privateKey: string): KeyHolder {
  const key = new SigningKey(privateKey)
  const address = sliceHex(keccak256(`0x${key.publicKey.slice(4)}`), 12)
  return { state: { ...KEY, key: address, isP256: false }, sign: (digest) => key.sign(digest).serialized as Hex }
}

function p256Key(number: number): KeyHolder {
  const secretKey = getBytes(traderOf(2 * FIRST_DEVICE + number).privateKey)
  const publicKey = hexlify(p256.getPublicKey(secretKey, false).slice(1)) as Hex
  return {
    state: { ...KEY, key: sliceHex(keccak256(publicKey), 12), isP256: true },
    publicKey,
    sign: (digest) => hexlify(p256.sign(getBytes(digest), secretKey)) as Hex,
  }
}
