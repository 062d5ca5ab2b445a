import type { Address } from 'viem'
import type { GenexDomain, SigningContract } from '../typed-data/domain.ts'
import type { Http } from './http.ts'

/** What GET /api/v1/protocol says. */
export interface Protocol {
  chainId: number
  contracts: Record<string, Address>
  domains: Record<SigningContract | 'money' | 'statements' | 'addressMap', GenexDomain>
}

/** Asked once per client: it changes with a deployment only. */
export function createProtocolReader(http: Http): () => Promise<Protocol> {
  let asked: Promise<Protocol> | undefined
  return () => {
    asked ??= http.get<Protocol>('/api/v1/protocol').catch((error: unknown) => {
      asked = undefined
      throw error
    })
    return asked
  }
}

/** The address of a deployed contract. */
export function contractOf(protocol: Protocol, name: string): Address {
  const address = protocol.contracts[name]
  if (address) return address
  throw new Error(`the deployment holds no contract ${name}`)
}
