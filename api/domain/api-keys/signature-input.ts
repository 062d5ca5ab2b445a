import { MAX_SIGNATURE_HEADER } from '../../limits.ts'

/** One signature of a request, as its two headers say it (RFC 9421, section 4). */
export interface SignatureInput {
  components: readonly string[]
  createdSec: number
  expiresSec: number | undefined
  nonce: string
  keyId: string
  /** The member's value, byte for byte: the last line of what was signed. */
  text: string
  signature: Buffer
}

const LABEL = '[a-z*][a-z0-9_.*-]{0,31}'
const COMPONENT = '"[a-z0-9@!#$%&\'*+.^_`|~-]{1,64}"'
const PARAMETER = ';[a-z]{1,16}=(?:[0-9]{1,12}|"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]{0,128}")'
const INPUT = new RegExp(`^(${LABEL})=(\\((${COMPONENT}(?: ${COMPONENT})*)\\)((?:${PARAMETER})*))$`)
const SIGNATURE = new RegExp(`^(${LABEL})=:([A-Za-z0-9+/]{86}==):$`)
const NONCE = /^[\x21-\x7e]{16,64}$/
const KNOWN = ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag']

/**
 * Reads both headers, strictly: one signature, written as RFC 8941 serialises it, so that what is read and what was signed
 * are the same bytes. Returns why it cannot be read, as text, otherwise.
 */
export function readSignatureInput(inputHeader: string, signatureHeader: string): SignatureInput | string {
  if (inputHeader.length > MAX_SIGNATURE_HEADER)
    return `Signature-Input is longer than ${MAX_SIGNATURE_HEADER} characters.`
  const [, label, text, list, parameterText] = INPUT.exec(inputHeader) ?? []
  if (label === undefined || text === undefined || list === undefined || parameterText === undefined)
    return 'Signature-Input must be one member: label=("component" …);created=…;nonce="…";keyid="…".'
  const [, signatureLabel, base64] = SIGNATURE.exec(signatureHeader) ?? []
  if (signatureLabel === undefined || base64 === undefined)
    return 'Signature must be one member: label=:base64 of 64 bytes:.'
  if (signatureLabel !== label) return `The labels differ: ${label} and ${signatureLabel}.`
  const components = list.split(' ').map((name) => name.slice(1, -1))
  if (new Set(components).size !== components.length) return 'A component is covered twice.'
  const parameters = readParameters(parameterText)
  return typeof parameters === 'string'
    ? parameters
    : { components, ...parameters, text, signature: Buffer.from(base64, 'base64') }
}

function readParameters(text: string) {
  const pairs = [...text.matchAll(/;([a-z]+)=(?:([0-9]+)|"([^"]*)")/g)]
  const numbers = new Map(
    pairs.flatMap(([, name, number]) => (name && number ? [[name, Number(number)] as const] : [])),
  )
  const words = new Map(
    pairs.flatMap(([, name, , word]) => (name && word !== undefined ? [[name, word] as const] : [])),
  )
  const unknown = pairs.find(([, name = '']) => !KNOWN.includes(name))
  if (unknown) return `The parameter ${unknown[1]} is not known; known are ${KNOWN.join(', ')}.`
  if (numbers.size + words.size !== pairs.length) return 'A parameter is given twice.'
  const [createdSec, nonce, keyId] = [numbers.get('created'), words.get('nonce'), words.get('keyid')]
  if (createdSec === undefined) return 'The parameter created is missing: Unix time in seconds.'
  if (nonce === undefined || !NONCE.test(nonce))
    return 'The parameter nonce must be 16 to 64 visible characters, never used before.'
  if (keyId === undefined) return 'The parameter keyid is missing: the id of your API key.'
  if ((words.get('alg') ?? 'ed25519') !== 'ed25519') return 'The parameter alg must be "ed25519", or left out.'
  return { createdSec, expiresSec: numbers.get('expires'), nonce, keyId }
}
