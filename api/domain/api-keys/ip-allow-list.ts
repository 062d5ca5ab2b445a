import { BlockList, isIP } from 'node:net'

/** An address, or a block of addresses (CIDR). */
export function isAddressOrBlock(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}

/** Whether an address is in the list; an empty list allows every one. */
export function isAllowed(list: readonly string[], address: string): boolean {
  if (list.length === 0) return true
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const family = familyOf(plain)
  if (!family) return false
  const allowed = new BlockList()
  for (const entry of list) {
    const [network = '', prefix] = entry.split('/')
    const kind = familyOf(network)
    if (!kind) continue
    if (prefix === undefined) allowed.addAddress(network, kind)
    else allowed.addSubnet(network, Number(prefix), kind)
  }
  return allowed.check(plain, family)
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : undefined
}
