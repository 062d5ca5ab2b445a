import { hexToBytes } from '@noble/hashes/utils.js'
import { signRecoverable } from 'tiny-secp256k1'
import { type Address, bytesToHex, type Hex, keccak256, pad, toHex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { orderNumberOf } from '../../../../sdk/src/ids.ts'
import { domainOf } from '../../../../sdk/src/typed-data/domain.ts'
import { hashIntent } from '../../../../sdk/src/typed-data/intents.ts'
import { CHAIN_ID } from './intent.ts'

/** The tenant whose policy pays for any number. */
export const LOAD_TENANT = 'load'
const DEADLINE_SEC = 4_000_000_000
const GAS_LIMIT = 60_000

export interface LoadIntent {
  /** `account/nonce`, as the chain reports it. */
  key: string
  orderNumber: string
  body: string
}

/** Signs `count` intents of `count / perAccount` accounts, with each account's nonces in order; the n-th of all accounts come before the n+1-th. */
export function signLoad({
  redemption,
  count,
  perAccount,
}: {
  redemption: Address
  count: number
  perAccount: number
}): LoadIntent[] {
  const domain = domainOf('redemption', CHAIN_ID, redemption)
  const accounts = Array.from({ length: Math.ceil(count / perAccount) }, (_, index) => {
    const key = keccak256(toHex(`load ${index}`))
    return { secret: hexToBytes(key.slice(2)), address: privateKeyToAddress(key) }
  })
  return Array.from({ length: count }, (_, index) => {
    const account = accounts[index % accounts.length]
    if (!account) throw new Error('no account')
    const nonce = Math.floor(index / accounts.length)
    // A storage slot that was empty before.
    const merchant = pad(toHex(index + 1), { size: 20 })
    const message = {
      account: account.address,
      merchant,
      appointed: true,
      nonce: BigInt(nonce),
      deadline: DEADLINE_SEC,
      gasLimit: GAS_LIMIT,
    }
    const digest = hashIntent(domain, 'SetMerchant', message)
    const auth = {
      account: account.address,
      nonce: String(nonce),
      deadline: DEADLINE_SEC,
      gasLimit: GAS_LIMIT,
      signature: sign(digest, account.secret),
    }
    const orderNumber = orderNumberOf(digest)
    const intent = {
      contract: 'redemption',
      function: 'setMerchantBySig',
      args: [merchant, true, auth],
      tenant: LOAD_TENANT,
      account: account.address,
      orderNumber,
    }
    return { key: `${account.address.toLowerCase()}/${nonce}`, orderNumber, body: JSON.stringify(intent) }
  })
}

function sign(digest: Hex, secret: Uint8Array): Hex {
  const { signature, recoveryId } = signRecoverable(hexToBytes(digest.slice(2)), secret)
  return `${bytesToHex(signature)}${(27 + recoveryId).toString(16)}`
}
