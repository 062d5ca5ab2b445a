import { type Abi, type AbiParameter, decodeErrorResult, type Hex, toFunctionSelector } from 'viem'

export interface ContractError {
  /** Stable, upper snake case: `Exits_NotMatured` is `EXITS_NOT_MATURED`. */
  code: string
  /** The error with its values, for a person: `Exits_NotMatured(maturesAt: 1763700000, now_: 1763699990)`. */
  detail: string
}

/** `Exits_NotMatured` -> `EXITS_NOT_MATURED`, `ERC3009InvalidSignature` -> `ERC3009_INVALID_SIGNATURE`. */
export function contractErrorCode(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase()
}

/**
 * Revert data as a stable code. `abi` holds the errors of every contract that the call may reach. Without data the code is
 * `REVERTED_WITHOUT_REASON`, with an error outside the ABI `CONTRACT_ERROR_UNKNOWN`.
 */
export function decodeContractError(abi: Abi, data: Hex | undefined): ContractError {
  if (!data || data === '0x') return { code: 'REVERTED_WITHOUT_REASON', detail: 'The contract gave no reason.' }
  try {
    const { errorName, args, abiItem } = decodeErrorResult({ abi, data })
    if (errorName === 'Error') return { code: 'REVERTED', detail: String(args?.[0]) }
    if (errorName === 'Panic') return { code: 'CONTRACT_PANIC', detail: `Panic(${args?.[0]})` }
    const inputs: readonly AbiParameter[] = 'inputs' in abiItem ? (abiItem.inputs ?? []) : []
    const values = inputs.map(({ name }, index) => `${name}: ${text(args?.[index])}`)
    return { code: contractErrorCode(errorName), detail: `${errorName}(${values.join(', ')})` }
  } catch {
    return unreadable(abi, data)
  }
}

/** A batch cuts long reasons off; the selector still names the error. */
function unreadable(abi: Abi, data: Hex): ContractError {
  const selector = data.slice(0, 10)
  const error = abi.find((item) => item.type === 'error' && toFunctionSelector(signatureOf(item)) === selector)
  if (error?.type === 'error') return { code: contractErrorCode(error.name), detail: error.name }
  return { code: 'CONTRACT_ERROR_UNKNOWN', detail: selector }
}

function signatureOf(item: { name: string; inputs: readonly AbiParameter[] }): string {
  return `function ${item.name}(${item.inputs.map(typeOf).join(',')})`
}

function typeOf(parameter: AbiParameter): string {
  if (!('components' in parameter) || !parameter.type.startsWith('tuple')) return parameter.type
  return `(${parameter.components.map(typeOf).join(',')})${parameter.type.slice('tuple'.length)}`
}

function text(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? item.toString() : item)) ?? String(value)
}
