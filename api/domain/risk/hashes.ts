import { createHmac } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { ApiConfig } from '../../config.ts'
import { deriveKey } from '../auth/token-keys.ts'

type Config = Pick<ApiConfig, 'JWT_SECRET'>

/** Of the network of an address: what one provider gives one customer (IPv4 /24, IPv6 /48). No address is kept. */
export function networkHashOf({ JWT_SECRET }: Config, address: string): string {
  return createHmac('sha256', deriveKey(JWT_SECRET, 'networks')).update(networkOf(address)).digest('base64url')
}

/** Of where money goes. */
export function destinationHashOf({ JWT_SECRET }: Config, destination: string): string {
  const key = deriveKey(JWT_SECRET, 'destinations')
  return createHmac('sha256', key).update(destination.toLowerCase()).digest('base64url')
}

function networkOf(address: string): string {
  // A socket of both kinds tells IPv4 callers as ::ffff:a.b.c.d.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIPv4(plain)) return plain.split('.').slice(0, 3).join('.')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const [front, back] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== '')) as [
    string[],
    string[],
  ]
  const missing = tail === undefined ? 0 : 8 - front.length - back.length
  const groups = [...front, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...back]
  return groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
