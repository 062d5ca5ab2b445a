import { createHash } from 'node:crypto'

/** One request, as it will be sent: a proof that is bound to it is good for nothing else. */
export interface Operation {
  method: string
  /** With its query. */
  path: string
  /** Hexadecimal, of the bytes of the body; of no bytes when there is none. */
  bodySha256: string
}

/** What a bound proof is over, hexadecimal. No part may hold a line break, so that two operations never read the same. */
export function digestOf({ method, path, bodySha256 }: Operation): string {
  const parts = ['genex operation', method, path, bodySha256]
  if (parts.some((part) => part.includes('\n'))) throw new RangeError('a part of an operation holds a line break')
  return createHash('sha256').update(parts.join('\n')).digest('hex')
}

export function sha256Of(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}
