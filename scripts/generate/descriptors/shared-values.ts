import { address, date, hidden, optional, text, unit, type Words } from './words.ts'

const DAYS = 'days after 1970-01-01'

/** A day that is stored as a number; the standard has no format for it. */
export function day(label: string): Words {
  return unit(label, DAYS)
}

/** A unit's id: series and number in words, and the number that contracts know it by. */
export const TOKEN_ID: Words = [
  { label: 'Coupon series', format: 'raw', slice: '[-8:-4]' },
  { label: 'Number in the series', format: 'raw', slice: '[-4:]' },
  { label: 'Token id', format: 'raw' },
]

/** Values that mean the same wherever they stand. */
export const SHARED_VALUES: Readonly<Record<string, Words>> = {
  account: address('Account'),
  authority: address('Access manager'),
  newAuthority: address('New access manager'),
  deadline: date('Valid until'),
  nonce: optional(text('Nonce')),
  gasLimit: optional(unit('Gas for the action', 'gas')),
  signature: hidden('signature'),
  possession: hidden('signature'),
  holderSignature: hidden('signature'),
  'coSignature.deadline': date('Operator’s consent valid until'),
  to: address('To'),
  x: text('Public key, x'),
  y: text('Public key, y'),
  validAfter: date('Valid after'),
  validBefore: date('Valid before'),
  tokenNonce: optional(text('Nonce of the payment')),
  issuer: address('Issuer'),
  merchant: address('Merchant'),
  maker: address('Market maker'),
  series: text('Coupon series'),
  reasonHash: text('Hash of the reason'),
  core: address('Settlement contract'),
}
