import { type Hex, hashTypedData, type TypedDataParameter } from 'viem'
import type { GenexDomain, SigningContract } from './domain.ts'

const ACCOUNT = { name: 'account', type: 'address' } as const
const TAIL = [
  { name: 'nonce', type: 'uint256' },
  { name: 'deadline', type: 'uint48' },
  { name: 'gasLimit', type: 'uint32' },
] as const
const KEY_FIELDS = [
  { name: 'index', type: 'uint8' },
  { name: 'key', type: 'address' },
  { name: 'kind', type: 'uint8' },
  { name: 'expiryDay', type: 'uint16' },
  { name: 'scope', type: 'uint16' },
] as const
const LANE_FIELDS = [
  { name: 'lane', type: 'uint8' },
  { name: 'seq', type: 'uint32' },
] as const
const PASSKEY_FIELDS = [
  { name: 'x', type: 'bytes32' },
  { name: 'y', type: 'bytes32' },
] as const
const AMOUNT = { name: 'amount', type: 'uint64' } as const
const TO = { name: 'to', type: 'address' } as const
const DATA = { name: 'data', type: 'bytes' } as const
const TOKEN_ID = { name: 'tokenId', type: 'uint256' } as const
const TOKEN_IDS = { name: 'tokenIds', type: 'uint256[]' } as const

/** Every intent: the struct that is signed, the contract that verifies it, and the gas its action is given inside a batch. */
export const INTENTS = {
  RegisterKey: intent('settlement', 'registerKeyBySig', 160_000, KEY_FIELDS),
  RequestKeyChange: intent('settlement', 'requestKeyChangeBySig', 160_000, KEY_FIELDS),
  RequestCancel: intent('settlement', 'requestCancelBySig', 120_000, LANE_FIELDS),
  RequestCancelAll: intent('settlement', 'requestCancelAllBySig', 220_000, []),
  RequestExit: intent('settlement', 'requestExitBySig', 120_000, []),
  Withdraw: intent('settlement', 'withdrawBySig', 200_000, [AMOUNT]),
  WithdrawTo: intent('settlement', 'withdrawToBySig', 250_000, [TO, AMOUNT, DATA]),
  TransferCash: intent('settlement', 'transferCashBySig', 200_000, [TO, AMOUNT, DATA]),
  EnterMarket: intent('settlement', 'enterMarketBySig', 400_000, [TOKEN_IDS]),
  LeaveMarket: intent('settlement', 'leaveMarketBySig', 400_000, [TOKEN_IDS]),
  Refund: intent('settlement', 'refundBySig', 200_000, [TOKEN_ID]),
  TransferUnit: intent('settlement', 'transferUnitBySig', 250_000, [TO, TOKEN_ID, DATA]),
  ApplyAsIssuer: intent('issuerRegistry', 'applyAsIssuerBySig', 250_000, [
    { name: 'companyHash', type: 'bytes32' },
    { name: 'licenceHash', type: 'bytes32' },
    { name: 'documentsHash', type: 'bytes32' },
  ]),
  CreateSeries: intent('seriesRegistry', 'createSeriesBySig', 900_000, [
    { name: 'face', type: 'uint48' },
    { name: 'issuePrice', type: 'uint48' },
    { name: 'supply', type: 'uint32' },
    { name: 'expiry', type: 'uint32' },
    { name: 'refundWindow', type: 'uint24' },
    { name: 'resaleLimit', type: 'uint8' },
    { name: 'security', type: 'bool' },
    { name: 'transferable', type: 'bool' },
    { name: 'termsHash', type: 'bytes32' },
    { name: 'metadataUri', type: 'string' },
  ]),
  CloseSupply: intent('seriesRegistry', 'closeSupplyBySig', 200_000, [{ name: 'series', type: 'uint32' }]),
  SetMerchant: intent('redemption', 'setMerchantBySig', 120_000, [
    { name: 'merchant', type: 'address' },
    { name: 'appointed', type: 'bool' },
  ]),
  ConfirmRedemption: intent('redemption', 'confirmBySig', 350_000, [TOKEN_ID]),
  WithdrawGuarantee: intent('issuerTreasury', 'withdrawBySig', 200_000, [AMOUNT]),
  RequestMakerWithdrawal: intent('marketMakerDeposits', 'requestWithdrawalBySig', 120_000, []),
  WithdrawMakerDeposit: intent('marketMakerDeposits', 'withdrawBySig', 200_000, []),
  AddPasskey: intent('accountRegistry', 'addPasskeyBySig', 200_000, PASSKEY_FIELDS),
  RemovePasskey: intent('accountRegistry', 'removePasskeyBySig', 120_000, [{ name: 'keyId', type: 'bytes32' }]),
  RotatePasskey: intent('accountRegistry', 'rotatePasskeyBySig', 220_000, [
    { name: 'oldKeyId', type: 'bytes32' },
    ...PASSKEY_FIELDS,
  ]),
  SetGuardian: intent('accountRegistry', 'setGuardianBySig', 120_000, [{ name: 'guardian', type: 'address' }]),
  VetoRecovery: intent('accountRegistry', 'vetoRecoveryBySig', 100_000, []),
  RequestRecovery: intent('accountRegistry', 'requestRecoveryBySig', 200_000, [
    { name: 'recovered', type: 'address' },
    ...PASSKEY_FIELDS,
  ]),
  RegisterSession: intent('accountRegistry', 'registerSessionBySig', 1_200_000, [
    { name: 'key', type: 'address' },
    { name: 'kind', type: 'uint8' },
    { name: 'expiry', type: 'uint48' },
    { name: 'window', type: 'uint32' },
    { name: 'windowLimit', type: 'uint64' },
    { name: 'totalLimit', type: 'uint64' },
    { name: 'targets', type: 'address[]' },
    { name: 'selectors', type: 'bytes4[]' },
    { name: 'recipients', type: 'address[]' },
    { name: 'series', type: 'uint32[]' },
  ]),
  RevokeSession: intent('accountRegistry', 'revokeSessionBySig', 100_000, [{ name: 'key', type: 'address' }]),
  EndSessions: intent('accountRegistry', 'endSessionsBySig', 100_000, []),
} as const

export type IntentName = keyof typeof INTENTS

/** The fields that every intent ends with. */
export interface IntentTail {
  /** Keyed nonce: key (192 bits) << 64 | sequence. */
  nonce: bigint
  /** Last unix second at which it may be carried. */
  deadline: number
  gasLimit: number
}

/** What a wallet signs for an intent. `message` holds the struct's fields by name. */
export function intentTypedData(domain: GenexDomain, name: IntentName, message: Record<string, unknown>) {
  return {
    domain,
    types: { [name]: INTENTS[name].fields as readonly TypedDataParameter[] },
    primaryType: name,
    message,
  }
}

/** The EIP-712 digest of an intent: what is signed, co-signed, and what the order number is made of. */
export function hashIntent(domain: GenexDomain, name: IntentName, message: Record<string, unknown>): Hex {
  return hashTypedData(intentTypedData(domain, name, message))
}

function intent<const C extends SigningContract, const F extends readonly TypedDataParameter[]>(
  contract: C,
  functionName: string,
  gasLimit: number,
  fields: F,
) {
  return { contract, functionName, gasLimit, fields: [ACCOUNT, ...fields, ...TAIL] as const } as const
}
