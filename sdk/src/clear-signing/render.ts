import {
  type AbiParameter,
  type Address,
  decodeAbiParameters,
  encodeAbiParameters,
  type Hex,
  isHex,
  size,
  sliceHex,
  toFunctionSelector,
} from 'viem'
import { DESCRIPTOR_SCHEMA, type Descriptor, type DisplayFormat, type Field, type FieldGroup } from './descriptor.ts'
import { ClearSigningError } from './errors.ts'
import { faultsOfFormat } from './faults.ts'
import { descriptorOfCalls, descriptorOfDomain, type SignedDomain, type Target } from './find-descriptor.ts'
import { formatValue, integer, type TokenFacts, type ValueContext } from './format-value.ts'
import { MAX_CALLDATA_BYTES, MAX_NESTING } from './limits.ts'
import { readMessage } from './message.ts'
import { sliceOf, splitSlice, valuesAt } from './paths.ts'
import { fieldsOf, functionOf, type TypedDataFields, typeKey } from './schema.ts'

/** What the signer's side knows and trusts. */
export interface Knowledge {
  /** Filled by `withDeployments`. */
  descriptors: readonly Descriptor[]
  tokens: readonly TokenFacts[]
  names?: Readonly<Record<string, string>>
  /** "ETH" without it. */
  nativeTicker?: string
}

export interface Line {
  label: string
  value: string
  /** The call that a value carries; `value` is its intent. */
  call?: Rendered
}

/** What is shown before signing: all of it, or nothing. */
export interface Rendered {
  intent: string
  contractName: string
  chainId: number
  contract: Address
  lines: readonly Line[]
}

export interface CallToSign extends Target {
  data: Hex
  value?: bigint
}

export interface TypedDataToSign {
  domain: SignedDomain
  types: TypedDataFields
  primaryType: string
  message: object
}

type Place = readonly [index: number, count: number]

/** What is shown, and with what. */
interface Subject {
  knowledge: Knowledge
  descriptor: Descriptor
  target: Target
  format: DisplayFormat
  parameters: readonly AbiParameter[]
  values: Readonly<Record<string, unknown>>
  nativeValue: bigint
  depth: number
}

/**
 * The lines of a call. Throws `ClearSigningError` with a stable code rather than show a part: unknown chain, contract or function, bytes that
 * are not the one encoding of their values, values without a word, money that no line shows.
 */
export function renderCall(knowledge: Knowledge, call: CallToSign): Rendered {
  return renderNested(knowledge, call, 0)
}

/** The lines of typed data, as strict as `renderCall`; integers may be numbers, bigints or decimal strings. */
export function renderTypedData(knowledge: Knowledge, { domain, types, primaryType, message }: TypedDataToSign) {
  const descriptor = descriptorOfDomain(knowledge.descriptors, domain)
  const key = typeKey(primaryType, types)
  const format = Object.hasOwn(descriptor.display.formats, key) ? descriptor.display.formats[key] : undefined
  if (!format) throw new ClearSigningError('CLEAR_SIGNING_TYPE_UNKNOWN', key)
  const parameters = fieldsOf(key)
  const target = { chainId: Number(domain.chainId), to: domain.verifyingContract as Address }
  const values = readMessage(parameters, message)
  return show({ knowledge, descriptor, target, format, parameters, values, nativeValue: 0n, depth: 0 })
}

function renderNested(knowledge: Knowledge, call: CallToSign, depth: number): Rendered {
  if (depth > MAX_NESTING) throw new ClearSigningError('CLEAR_SIGNING_TOO_DEEP', `${depth} calls inside each other`)
  const { data, value: nativeValue = 0n } = call
  const descriptor = descriptorOfCalls(knowledge.descriptors, call)
  const { format, parameters } = functionFor(descriptor, data)
  const values = decode(parameters, data)
  return show({ knowledge, descriptor, target: call, format, parameters, values, nativeValue, depth })
}

function functionFor(
  { display }: Descriptor,
  data: Hex,
): { format: DisplayFormat; parameters: readonly AbiParameter[] } {
  const isReadable = isHex(data) && data.length % 2 === 0 && size(data) >= 4 && size(data) <= MAX_CALLDATA_BYTES
  if (!isReadable) throw new ClearSigningError('CLEAR_SIGNING_DATA_MALFORMED', 'not the data of a call')
  const selector = sliceHex(data, 0, 4).toLowerCase()
  const found = Object.entries(display.formats)
    .map(([key, format]) => ({ format, item: functionOf(key) }))
    .filter(({ item }) => toFunctionSelector(item) === selector)
  const [only, second] = found
  if (second) throw new ClearSigningError('CLEAR_SIGNING_AMBIGUOUS', `${found.length} formats for ${selector}`)
  if (only) return { format: only.format, parameters: only.item.inputs }
  throw new ClearSigningError('CLEAR_SIGNING_FUNCTION_UNKNOWN', selector)
}

/** The arguments by name. Whatever does not encode to the same bytes again says something that nobody would see. */
function decode(parameters: readonly AbiParameter[], data: Hex): Record<string, unknown> {
  const encoded = size(data) > 4 ? sliceHex(data, 4) : '0x'
  try {
    const values = parameters.length > 0 ? decodeAbiParameters(parameters, encoded) : []
    if (encodeAbiParameters(parameters, values) === encoded.toLowerCase()) {
      return Object.fromEntries(parameters.map(({ name }, index) => [name ?? '', values[index]]))
    }
  } catch (cause) {
    throw new ClearSigningError('CLEAR_SIGNING_DATA_MALFORMED', 'the arguments cannot be read', cause)
  }
  throw new ClearSigningError('CLEAR_SIGNING_DATA_MALFORMED', 'the arguments are not encoded in the one way')
}

function show(subject: Subject): Rendered {
  const { descriptor, target, format, parameters, nativeValue } = subject
  const faults =
    descriptor.$schema === DESCRIPTOR_SCHEMA ? faultsOfFormat(descriptor, format, parameters) : ['another schema']
  if (faults.length > 0) throw new ClearSigningError('CLEAR_SIGNING_DESCRIPTOR_INVALID', faults.join('; '))
  if (nativeValue !== 0n && !format.fields.some(({ path }) => path === '@.value')) {
    throw new ClearSigningError('CLEAR_SIGNING_VALUE_HIDDEN', `${nativeValue} wei go along and no line says so`)
  }
  return {
    intent: format.intent,
    contractName: descriptor.metadata.contractName,
    chainId: target.chainId,
    contract: target.to,
    lines: format.fields.flatMap((field) =>
      'fields' in field ? linesOfGroup(subject, field) : linesOf(subject, field, subject.values),
    ),
  }
}

function linesOfGroup(subject: Subject, { path, label = '', fields }: FieldGroup): Line[] {
  const elements = valuesAt(subject.values, path)
  if (elements.length === 0) return [{ label, value: 'none' }]
  return elements.flatMap((element, index) => [
    { label, value: `${index + 1} of ${elements.length}` },
    ...fields.flatMap((field) => linesOf(subject, field, element)),
  ])
}

function linesOf(subject: Subject, field: Field, root: unknown): Line[] {
  const { label = '' } = field
  if (field.visible === 'never') return []
  if (field.path === '@.value') return [{ label, value: formatValue(subject.nativeValue, field, contextOf(subject)) }]
  const { path, slice } = splitSlice(field.path)
  const values = valuesAt(root, path)
  // A list without elements says so: no line at all would look like a field that is not there.
  if (values.length === 0) return [{ label, value: 'none' }]
  return values.map((value, index) => {
    if (field.format === 'calldata') return lineOfCall(subject, field, value as Hex, [index, values.length])
    const shown = slice ? sliceOf(integer(value), slice) : value
    return { label, value: formatValue(shown, field, contextOf(subject)) }
  })
}

/** A call inside; `place` is its index among as many calls. */
function lineOfCall(subject: Subject, { label = '', params }: Field, data: Hex, place: Place): Line {
  const { calleePath = '', amountPath } = params ?? {}
  const { target, nativeValue } = subject
  const to = calleePath === '@.to' ? target.to : (linkedAt(subject, calleePath, place) as Address)
  const money = amountPath === '@.value' ? nativeValue : amountPath && linkedAt(subject, amountPath, place)
  const call = { chainId: target.chainId, to, data, value: integer(money || 0n) }
  const rendered = renderNested(subject.knowledge, call, subject.depth + 1)
  return { label, value: rendered.intent, call: rendered }
}

/** What belongs to a call: the one value, or of a list as long as that of the calls the one at its place. */
function linkedAt({ values }: Subject, path: string, [index, count]: Place): unknown {
  const linked = valuesAt(values, path)
  if (!path.includes('[]')) return linked[0]
  if (linked.length === count) return linked[index]
  throw new ClearSigningError('CLEAR_SIGNING_DATA_MALFORMED', `${path} is not as long as the list of calls`)
}

function contextOf(subject: Subject): ValueContext {
  const { tokens, names = {}, nativeTicker = 'ETH' } = subject.knowledge
  const { descriptor, target } = subject
  const at = (path: string) => addressAt(subject, path)
  return { descriptor, chainId: target.chainId, tokens, names, nativeTicker, addressAt: at }
}

function addressAt({ target, values }: Subject, path: string): Address {
  return path === '@.to' ? target.to : (valuesAt(values, path)[0] as Address)
}
