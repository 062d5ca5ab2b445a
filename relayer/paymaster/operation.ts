import { type Address, concatHex, type Hex, numberToHex } from 'viem'
import { z } from 'zod'
import { addressField, hexField } from '../../kit/fields.ts'
import { MAX_OPERATION_BYTES, PAYMASTER_POST_OP_GAS, PAYMASTER_VERIFICATION_GAS } from '../limits.ts'

/** A number as JSON-RPC writes it, of at most `bits` bits. */
const quantity = (bits: number) =>
  z
    .string('must be a hexadecimal quantity')
    .regex(/^0x[0-9a-fA-F]{1,64}$/, 'must be 0x and 1 to 64 hexadecimal digits')
    .transform((text) => BigInt(text))
    .refine((value) => value < 2n ** BigInt(bits), `must be less than 2^${bits}`)

const gas = quantity(128)

/** A user operation as ERC-7677 has it since EntryPoint v0.7; what it says of a paymaster is ours to say, what it says of a signature is not read. */
export const operationSchema = z.object({
  sender: addressField,
  nonce: quantity(256),
  factory: addressField.nullish(),
  factoryData: hexField(MAX_OPERATION_BYTES).nullish(),
  callData: hexField(MAX_OPERATION_BYTES),
  callGasLimit: gas.default(0n),
  verificationGasLimit: gas.default(0n),
  preVerificationGas: gas.default(0n),
  maxFeePerGas: gas.default(0n),
  maxPriorityFeePerGas: gas.default(0n),
  paymasterVerificationGasLimit: gas.default(PAYMASTER_VERIFICATION_GAS),
  paymasterPostOpGasLimit: gas.default(PAYMASTER_POST_OP_GAS),
})
export type Operation = z.output<typeof operationSchema>

/** What its bundler may have to pay for at most. */
export function gasOf(operation: Operation): bigint {
  const { callGasLimit, verificationGasLimit, preVerificationGas } = operation
  const { paymasterVerificationGasLimit, paymasterPostOpGasLimit } = operation
  return (
    callGasLimit + verificationGasLimit + preVerificationGas + paymasterVerificationGasLimit + paymasterPostOpGasLimit
  )
}

/** OpenZeppelin's `PaymasterSigner` signs the operation without its own data and without the account's signature. */
export const REQUEST_TYPES = {
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
} as const

interface Place {
  chainId: number
  paymaster: Address
}

/** What the sponsor signs so that the paymaster pays for the operation until `validUntilSec`. */
export function requestTypedData(operation: Operation, { chainId, paymaster }: Place, validUntilSec: number) {
  return {
    domain: { name: 'Genex Sponsor Paymaster', version: '1', chainId, verifyingContract: paymaster },
    types: REQUEST_TYPES,
    primaryType: 'UserOperationRequest' as const,
    message: {
      sender: operation.sender,
      nonce: operation.nonce,
      initCode: operation.factory ? concatHex([operation.factory, operation.factoryData ?? '0x']) : ('0x' as const),
      callData: operation.callData,
      accountGasLimits: twoOf(operation.verificationGasLimit, operation.callGasLimit),
      preVerificationGas: operation.preVerificationGas,
      gasFees: twoOf(operation.maxPriorityFeePerGas, operation.maxFeePerGas),
      paymasterVerificationGasLimit: operation.paymasterVerificationGasLimit,
      paymasterPostOpGasLimit: operation.paymasterPostOpGasLimit,
      validAfter: 0,
      validUntil: validUntilSec,
    },
  }
}

/** What the paymaster reads of `paymasterAndData` behind its own fields. */
export function encodePaymasterData(validUntilSec: number, signature: Hex): Hex {
  return concatHex([numberToHex(0, { size: 6 }), numberToHex(validUntilSec, { size: 6 }), signature])
}

function twoOf(high: bigint, low: bigint): Hex {
  return concatHex([numberToHex(high, { size: 16 }), numberToHex(low, { size: 16 })])
}
