import type { Address, Hex } from 'viem'
import type { GenexDomain } from './domain.ts'

/** The operator's consent to one intent, at most 60 s ahead. */
export const coSignatureTypes = {
  CoSignature: [
    { name: 'intent', type: 'bytes32' },
    { name: 'deadline', type: 'uint48' },
  ],
} as const

/** The sequencer's word that an order is cancelled after `filled` units. */
export const cancelReceiptTypes = {
  CancelReceipt: [
    { name: 'account', type: 'address' },
    { name: 'lane', type: 'uint8' },
    { name: 'seq', type: 'uint32' },
    { name: 'filled', type: 'uint32' },
    { name: 'position', type: 'uint64' },
  ],
} as const

/** A trading key's consent to sign for an account. */
export const keyPossessionTypes = {
  KeyPossession: [
    { name: 'account', type: 'address' },
    { name: 'index', type: 'uint8' },
    { name: 'key', type: 'address' },
  ],
} as const

/** A holder's consent to the redemption of one unit at one merchant. */
export const redemptionAuthorizationTypes = {
  RedemptionAuthorization: [
    { name: 'tokenId', type: 'uint256' },
    { name: 'changes', type: 'uint8' },
    { name: 'merchant', type: 'address' },
    { name: 'expiry', type: 'uint48' },
  ],
} as const

/** ERC-3009: the money token's own deposit authorisation. */
export const receiveWithAuthorizationTypes = {
  ReceiveWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const

export interface CancelReceipt {
  account: Address
  lane: number
  seq: number
  filled: number
  position: bigint
}

export interface RedemptionAuthorization {
  tokenId: bigint
  changes: number
  merchant: Address
  expiry: number
}

export interface DepositAuthorization {
  from: Address
  to: Address
  value: bigint
  validAfter: bigint
  validBefore: bigint
  nonce: Hex
}

export function coSignatureTypedData(domain: GenexDomain, message: { intent: Hex; deadline: number }) {
  return { domain, types: coSignatureTypes, primaryType: 'CoSignature', message } as const
}

export function cancelReceiptTypedData(domain: GenexDomain, message: CancelReceipt) {
  return { domain, types: cancelReceiptTypes, primaryType: 'CancelReceipt', message } as const
}

export function keyPossessionTypedData(
  domain: GenexDomain,
  message: { account: Address; index: number; key: Address },
) {
  return { domain, types: keyPossessionTypes, primaryType: 'KeyPossession', message } as const
}

export function redemptionTypedData(domain: GenexDomain, message: RedemptionAuthorization) {
  return { domain, types: redemptionAuthorizationTypes, primaryType: 'RedemptionAuthorization', message } as const
}

export function depositTypedData(domain: GenexDomain, message: DepositAuthorization) {
  return { domain, types: receiveWithAuthorizationTypes, primaryType: 'ReceiveWithAuthorization', message } as const
}
