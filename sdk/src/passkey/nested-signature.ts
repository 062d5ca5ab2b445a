import type { Address, Hex, LocalAccount, TypedDataDomain, TypedDataParameter } from 'viem'
import { hashTypedData, wrapTypedDataSignature } from 'viem/experimental/erc7739'

/** EIP-712 domain of the deployed account's contract (contracts/account/PasskeyAccount.sol). */
const ACCOUNT_DOMAIN = { name: 'Genex Passkey Account', version: '1' } as const
const NO_SALT = `0x${'0'.repeat(64)}` as const

/** Typed data of any struct. */
export interface AnyTypedData {
  domain: TypedDataDomain
  types: Readonly<Record<string, readonly TypedDataParameter[]>>
  primaryType: string
  message: object
}

/**
 * Signs typed data for a contract that asks the deployed account by ERC-1271, as money tokens do for ERC-3009 (deposits, payments):
 * ERC-7739 nests it in the account's own domain. Contracts of Genex take `signTypedData` instead, also before the account is deployed.
 */
export async function signNestedTypedData(signer: LocalAccount, typedData: AnyTypedData): Promise<Hex> {
  const { sign } = signer
  if (!sign) throw new TypeError('The account signs no hashes.')
  const verifierDomain = accountDomain(signer.address, Number(typedData.domain.chainId))
  const hash = hashTypedData({ ...typedData, verifierDomain } as never)
  return wrapTypedDataSignature({ ...typedData, signature: await sign({ hash }) } as never)
}

function accountDomain(account: Address, chainId: number) {
  return { ...ACCOUNT_DOMAIN, chainId, verifyingContract: account, salt: NO_SALT }
}
