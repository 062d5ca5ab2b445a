import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { BaseError } from '../../kit/errors.ts'
import { addressField, parseInput } from '../../kit/fields.ts'
import { PAYMASTER_POST_OP_GAS, PAYMASTER_VERIFICATION_GAS } from '../limits.ts'
import { ENTRY_POINT } from './check-operation.ts'
import { operationSchema } from './operation.ts'
import type { TenantPace } from './pace.ts'
import { type Sponsor, sponsorOperation, stubPaymasterData } from './sponsor.ts'

const callSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(128), z.int(), z.null()]),
  method: z.string().max(64),
  params: z.array(z.unknown()).max(4).default([]),
})
const paramsSchema = z
  .tuple([operationSchema, addressField, z.string().regex(/^0x[0-9a-fA-F]{1,16}$/)])
  .rest(z.unknown())

/** EIP-1474. */
const INVALID_REQUEST = -32_600
const METHOD_NOT_FOUND = -32_601
const INVALID_PARAMS = -32_602
const REJECTED = -32_003
const UNAVAILABLE = -32_002

export interface PaymasterService {
  /** Undefined where this process has no sponsor's key. */
  sponsor: Sponsor | undefined
  pace: TenantPace
  /** The chain's clock; throws before the chain has been seen. */
  nowSec: () => bigint
}

interface RpcFailure {
  code: number
  message: string
  data?: { code: string }
}

type RpcAnswer = { jsonrpc: '2.0'; id: string | number | null } & ({ result: unknown } | { error: RpcFailure })

/** Answers one JSON-RPC call of ERC-7677 for a tenant; what is wrong with it is an answer as well. */
export async function answerRpc(service: PaymasterService, tenant: string, body: unknown): Promise<RpcAnswer> {
  const call = callSchema.safeParse(body)
  if (!call.success) return failure(null, { code: INVALID_REQUEST, message: 'must be one JSON-RPC 2.0 call' })
  const { id, method, params } = call.data
  if (method !== 'pm_getPaymasterStubData' && method !== 'pm_getPaymasterData') {
    return failure(id, { code: METHOD_NOT_FOUND, message: `${method} is not served` })
  }
  try {
    const result = await (method === 'pm_getPaymasterData' ? data : stubData)(service, tenant, params)
    return { jsonrpc: '2.0', id, result }
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    return failure(id, failureOf(error))
  }
}

async function stubData(service: PaymasterService, _tenant: string, params: readonly unknown[]) {
  const { paymaster } = read(service, params).sponsor
  return {
    sponsor: { name: 'Genex' },
    paymaster,
    paymasterData: stubPaymasterData(),
    paymasterVerificationGasLimit: quantityOf(PAYMASTER_VERIFICATION_GAS),
    paymasterPostOpGasLimit: quantityOf(PAYMASTER_POST_OP_GAS),
    isFinal: false,
  }
}

async function data(
  service: PaymasterService,
  tenant: string,
  params: readonly unknown[],
): Promise<{ paymaster: Address; paymasterData: Hex }> {
  const { sponsor, operation } = read(service, params)
  const nowSec = service.nowSec()
  service.pace.take(tenant, nowSec)
  const paymasterData = await sponsorOperation(sponsor, { tenant, operation, nowSec })
  return { paymaster: sponsor.paymaster, paymasterData }
}

function read({ sponsor }: PaymasterService, params: readonly unknown[]) {
  const [operation, entryPoint, chainId] = parseInput(paramsSchema, params)
  if (!sponsor) {
    throw new BaseError('No operations are paid for here.', {
      code: 'PAYMASTER_OFF',
      details: 'SPONSOR_KEY',
      status: 503,
    })
  }
  if (entryPoint !== ENTRY_POINT) {
    throw new BaseError('The entry point is not served.', { code: 'ENTRY_POINT_UNSUPPORTED', details: ENTRY_POINT })
  }
  if (Number(chainId) !== sponsor.chain.chainId) {
    const details = `This is chain ${sponsor.chain.chainId}.`
    throw new BaseError('The chain is not served here.', { code: 'CHAIN_MISMATCH', details })
  }
  return { sponsor, operation }
}

function failureOf(error: BaseError): RpcFailure {
  const code = error.status >= 500 ? UNAVAILABLE : error.status === 400 ? INVALID_PARAMS : REJECTED
  return { code, message: error.message, data: { code: error.code } }
}

const failure = (id: string | number | null, error: RpcFailure): RpcAnswer => ({ jsonrpc: '2.0', id, error })

const quantityOf = (value: bigint): Hex => `0x${value.toString(16)}`
