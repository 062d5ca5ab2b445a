import type { Builder, ContractFuture } from '../builder.ts'

export function deployIdentity(m: Builder, manager: ContractFuture) {
  return { identityRegistry: m.contract('IdentityRegistry', [manager]) }
}
