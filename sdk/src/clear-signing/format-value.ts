import { type Address, formatUnits, getAddress } from 'viem'
import type { Descriptor, Field, MapReference } from './descriptor.ts'
import { ClearSigningError } from './errors.ts'
import { enumOf } from './faults.ts'

/** A token as the signer's own side knows it; never taken from what is to be signed. */
export interface TokenFacts {
  chainId: number
  address: Address
  ticker: string
  decimals: number
}

/** What the values are shown with. */
export interface ValueContext {
  descriptor: Descriptor
  chainId: number
  tokens: readonly TokenFacts[]
  /** Names that the signer gave to addresses, by address in lower case. */
  names: Readonly<Record<string, string>>
  nativeTicker: string
  /** Where `tokenPath` leads. */
  addressAt: (path: string) => Address
}

const NATIVE_DECIMALS = 18
/** The last second that a date of four digits of the year can say. */
const LAST_DATE_SEC = 253_402_300_799n
/** What could hide or imitate text on a screen: control, format and separator characters, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** A value as the signer reads it, with its unit. Calls inside calls are not values: see `render.ts`. */
export function formatValue(value: unknown, field: Field, context: ValueContext): string {
  const { format, params = {} } = field
  switch (format) {
    case 'addressName':
      return addressText(value as Address, context.names)
    case 'amount':
      return `${formatUnits(integer(value), NATIVE_DECIMALS)} ${context.nativeTicker}`
    case 'date':
      return dateText(integer(value))
    case 'duration':
      return durationText(integer(value))
    case 'enum':
      return enumText(value, field, context)
    case 'tokenAmount':
      return tokenAmountText(integer(value), field, context)
    case 'unit':
      return unitText(integer(value), params.base ?? '', params.decimals ?? 0)
    default:
      return rawText(value)
  }
}

/** viem gives small integers as numbers and wide ones as bigints. */
export function integer(value: unknown): bigint {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return BigInt(value)
  throw new ClearSigningError('CLEAR_SIGNING_DATA_MALFORMED', `${String(value)} is no integer`)
}

/** A text with what could deceive the eye written as its code point. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

function rawText(value: unknown): string {
  return typeof value === 'string' ? printable(value) : String(value)
}

function addressText(value: Address, names: ValueContext['names']): string {
  const name = names[value.toLowerCase()]
  const address = getAddress(value)
  return name === undefined ? address : `${printable(name)} (${address})`
}

function dateText(seconds: bigint): string {
  if (seconds > LAST_DATE_SEC) return `after the year 9999 (second ${seconds})`
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z')
}

function durationText(seconds: bigint): string {
  const two = (part: bigint) => part.toString().padStart(2, '0')
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`
}

function enumText(value: unknown, { path, params }: Field, { descriptor }: ValueContext): string {
  const words = enumOf(descriptor, params?.$ref)
  const key = integer(value).toString()
  if (words && Object.hasOwn(words, key)) return String(words[key])
  throw new ClearSigningError('CLEAR_SIGNING_VALUE_UNKNOWN', `${path} is ${key}, for which there is no word`)
}

function tokenAmountText(value: bigint, { params = {} }: Field, context: ValueContext): string {
  const address = params.tokenPath ? context.addressAt(params.tokenPath) : mapped(context, params.token)
  const facts = context.tokens.find(
    (token) => token.chainId === context.chainId && token.address.toLowerCase() === address.toLowerCase(),
  )
  if (!facts) {
    throw new ClearSigningError('CLEAR_SIGNING_TOKEN_UNKNOWN', `token ${address} of chain ${context.chainId}`)
  }
  return `${formatUnits(value, facts.decimals)} ${facts.ticker}`
}

/** The constant of this chain; the only key that our maps have. */
function mapped({ descriptor, chainId }: ValueContext, reference: MapReference | undefined): string {
  const name = reference?.map.replace(/^\$\.metadata\.maps\./, '')
  const values = name === undefined ? undefined : descriptor.metadata.maps?.[name]?.values
  const value = values && Object.hasOwn(values, String(chainId)) ? values[String(chainId)] : undefined
  if (value !== undefined && reference?.keyPath === '@.chainId') return value
  throw new ClearSigningError('CLEAR_SIGNING_DESCRIPTOR_INVALID', `${reference?.map} says nothing of chain ${chainId}`)
}

function unitText(value: bigint, base: string, decimals: number): string {
  return `${formatUnits(value, decimals)} ${base}`
}
