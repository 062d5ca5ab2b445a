import {
  type Abi,
  type AbiFunction,
  type AbiParameter,
  type Address,
  decodeFunctionData,
  encodeFunctionData,
  getAddress,
  type Hex,
  size,
  toFunctionSelector,
} from 'viem'
import { z } from 'zod'
import { BaseError, InvalidRequestError } from '../../kit/errors.ts'
import { addressField, hexField, parseInput } from '../../kit/fields.ts'
import { isOrderNumber, type OrderNumber, orderNumberOf } from '../../sdk/src/ids.ts'
import { DOMAIN_NAMES, domainOf, type SigningContract } from '../../sdk/src/typed-data/domain.ts'
import { hashIntent } from '../../sdk/src/typed-data/intents.ts'
import { MAX_INTENT_BYTES, MAX_INTENT_GAS } from '../limits.ts'
import { tenantField } from '../sponsorship/tenant.ts'
import { abiValueOf } from './abi-values.ts'
import { type Action, findAction, functionsOf } from './actions.ts'
import type { ContractBook } from './contract-book.ts'

const CONTRACTS = Object.keys(DOMAIN_NAMES) as [SigningContract, ...SigningContract[]]

const bodySchema = z
  .strictObject({
    contract: z.enum(CONTRACTS),
    /** Not needed beside `data`, which names its function itself. */
    function: z.string().max(64).optional(),
    args: z.array(z.unknown()).max(16).optional(),
    data: hexField(MAX_INTENT_BYTES).optional(),
    tenant: tenantField,
    account: addressField,
    orderNumber: z.string().refine(isOrderNumber, 'must be GX and 16 characters of Crockford base32'),
  })
  .refine((body) => (body.args === undefined) !== (body.data === undefined), 'must hold either args or data')
  .refine((body) => body.args === undefined || body.function !== undefined, 'must name the function of args')

/** The last second that a deadline can name. */
const NEVER_SEC = 2n ** 48n - 1n

/** A signed intent that may be carried: on the allow-list, well-formed, and its order number is its own. */
export interface SignedIntent {
  orderNumber: OrderNumber
  /** Whose users' intents these are; the caller, one of our services, vouches for it. */
  tenant: string
  action: Action
  account: Address
  to: Address
  data: Hex
  /** What the action is given inside a batch. */
  gas: bigint
  deadlineSec: bigint
}

/** Reads a submission. Throws `REQUEST_INVALID`, `ACTION_NOT_SPONSORED` or `ORDER_NUMBER_MISMATCH`. */
export function readIntent(book: ContractBook, body: unknown): SignedIntent {
  const { contract, args, data, tenant, account, orderNumber, ...named } = parseInput(bodySchema, body)
  const { abi, address } = book.contracts[contract]
  const functionName = named.function ?? functionNameIn(abi, data)
  const action = findAction(contract, functionName)
  if (!action) throw notSponsored(contract, functionName)
  const item = functionOf(abi, functionName)
  const { values, calldata } = args ? encode(item, args) : decode(item, data)
  if (size(calldata) > MAX_INTENT_BYTES) throw invalid('args', `must encode to at most ${MAX_INTENT_BYTES} bytes`)
  const leaves = leavesOf(item.inputs, values)
  const signer = action.signer ? getAddress(String(leaves.get(action.signer))) : account
  if (signer !== account) throw invalid('account', `must be the signer ${signer}`)
  const gas = action.intent ? Number(leaves.get('gasLimit')) : action.gas
  if (gas < 1 || gas > MAX_INTENT_GAS) throw invalid('args', `auth.gasLimit must be between 1 and ${MAX_INTENT_GAS}`)
  if (action.intent) {
    const domain = domainOf(contract, book.chainId, address)
    checkOrderNumber(orderNumber, hashIntent(domain, action.intent, Object.fromEntries(leaves)))
  }
  const deadlineSec = action.deadline ? BigInt(String(leaves.get(action.deadline))) : NEVER_SEC
  return { orderNumber, tenant, action, account, to: address, data: calldata, gas: BigInt(gas), deadlineSec }
}

interface Call {
  values: readonly unknown[]
  calldata: Hex
}

function encode(item: AbiFunction, args: readonly unknown[]): Call {
  if (args.length !== item.inputs.length) throw invalid('args', `must hold ${item.inputs.length} values`)
  const values = item.inputs.map((input, i) => abiValueOf(input, args[i], `args.${i}`))
  return { values, calldata: encodeFunctionData({ abi: [item], functionName: item.name, args: values }) }
}

function decode(item: AbiFunction, data: Hex = '0x'): Call {
  const values = decodeArguments(item, data)
  const calldata = encodeFunctionData({ abi: [item], functionName: item.name, args: values })
  // One intent has one encoding: bytes behind the arguments would make two of it.
  if (data !== calldata) throw invalid('data', 'must be the canonical encoding of the call')
  return { values, calldata }
}

function decodeArguments(item: AbiFunction, data: Hex): readonly unknown[] {
  try {
    return decodeFunctionData({ abi: [item], data }).args ?? []
  } catch (error) {
    throw new InvalidRequestError([{ field: 'data', reason: `must be a call of ${item.name}` }], error)
  }
}

/** Every value by its name, structs flattened. The signer's own fields come last and win over a co-signature's of the same name. */
function leavesOf(inputs: readonly AbiParameter[], values: readonly unknown[]): Map<string, unknown> {
  const leaves = new Map<string, unknown>()
  const order = inputs.map((input, index) => ({ input, value: values[index] }))
  order.sort((a, b) => Number(a.input.name === 'auth') - Number(b.input.name === 'auth'))
  for (const { input, value } of order) {
    if (input.type !== 'tuple') leaves.set(input.name ?? '', value)
    else for (const [name, leaf] of Object.entries(value as Record<string, unknown>)) leaves.set(name, leaf)
  }
  return leaves
}

function checkOrderNumber(given: OrderNumber, digest: Hex): void {
  const expected = orderNumberOf(digest)
  if (given === expected) return
  const details = `The signed intent is ${expected}, not ${given}.`
  throw new BaseError('The order number is not that of the intent.', { code: 'ORDER_NUMBER_MISMATCH', details })
}

/** The function that calldata calls; its selector where the contract has none. */
function functionNameIn(abi: Abi, data: Hex = '0x'): string {
  const selector = data.slice(0, 10)
  const item = abi.find((each) => each.type === 'function' && toFunctionSelector(each) === selector)
  return item?.type === 'function' ? item.name : selector
}

function functionOf(abi: Abi, name: string): AbiFunction {
  const item = abi.find((each) => each.type === 'function' && each.name === name)
  if (item?.type === 'function') return item
  throw new BaseError(`The contract has no function ${name}.`, { code: 'ACTION_UNKNOWN', status: 500 })
}

function notSponsored(contract: SigningContract, functionName: string): BaseError {
  return new BaseError(`${contract}.${functionName} is not carried.`, {
    code: 'ACTION_NOT_SPONSORED',
    details: `Carried are ${functionsOf(contract).join(', ')}.`,
    status: 403,
  })
}

function invalid(field: string, reason: string): InvalidRequestError {
  return new InvalidRequestError([{ field, reason }])
}
