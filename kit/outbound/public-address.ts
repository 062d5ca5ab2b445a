import { BlockList, isIP } from 'node:net'

/** Special-purpose addresses of IANA's registries: nothing of the public internet is behind them. */
const NOT_PUBLIC_IPV4: readonly [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/** Of IPv6 only global unicast is public; without what leads to other protocols (Teredo, 6to4) and to nowhere. */
const PUBLIC_IPV6: readonly [network: string, prefix: number][] = [['2000::', 3]]
const NOT_PUBLIC_IPV6: readonly [network: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const refused4 = listOf(NOT_PUBLIC_IPV4, 'ipv4')
const accepted6 = listOf(PUBLIC_IPV6, 'ipv6')
const refused6 = listOf(NOT_PUBLIC_IPV6, 'ipv6')
const loopback4 = listOf([['127.0.0.0', 8]], 'ipv4')

/** Whether an address is of the public internet. Everything else, and what is no address, is not: mapped IPv4 and zones included. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !refused4.check(address, 'ipv4')
  if (family !== 6 || address.includes('%')) return false
  return accepted6.check(address, 'ipv6') && !refused6.check(address, 'ipv6')
}

export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address)
  return family === 4 ? loopback4.check(address, 'ipv4') : address === '::1'
}

function listOf(networks: readonly [network: string, prefix: number][], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family)
  return list
}
