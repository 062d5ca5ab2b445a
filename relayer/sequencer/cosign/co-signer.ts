import { bytesToHex } from '@noble/hashes/utils.js'
import { signRecoverable } from 'tiny-secp256k1'
import { type Address, type Hex, hashTypedData, hexToBytes, numberToHex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import type { Secret } from '../../../kit/secret.ts'
import {
  type CancelReceipt,
  cancelReceiptTypedData,
  coSignatureTypedData,
} from '../../../sdk/src/typed-data/authorizations.ts'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'

/** The operator's second key: agrees to intents and vouches for cancels. It can move nothing by itself. */
export interface CoSigner {
  address: Address
  signReceipt(receipt: CancelReceipt): Hex
  coSign(intent: Hex, deadline: number): Hex
}

export function createCoSigner(domain: GenexDomain, key: Secret): CoSigner {
  const privateKey = hexToBytes(key.reveal() as Hex)
  const sign = (digest: Hex): Hex => {
    const { signature, recoveryId } = signRecoverable(hexToBytes(digest), privateKey)
    return `0x${bytesToHex(signature)}${numberToHex(27 + recoveryId).slice(2)}`
  }
  return {
    address: privateKeyToAddress(key.reveal() as Hex),
    signReceipt: (receipt) => sign(hashTypedData(cancelReceiptTypedData(domain, receipt))),
    coSign: (intent, deadline) => sign(hashTypedData(coSignatureTypedData(domain, { intent, deadline }))),
  }
}
