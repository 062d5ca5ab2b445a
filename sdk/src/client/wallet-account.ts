import {
  type Address,
  getTypesForEIP712Domain,
  type LocalAccount,
  serializeTypedData,
  type TypedDataDomain,
  toHex,
} from 'viem'
import { toAccount } from 'viem/accounts'

/** What is used of a wallet's provider (EIP-1193). */
export interface WalletProvider {
  request(call: { method: string; params?: unknown }): Promise<unknown>
}

/**
 * The account that a wallet in the browser offers: `openSession(location.origin, await walletAccount(window.ethereum))`. It signs what it
 * shows the person (ERC-4361, EIP-712) and sends nothing: its gas is paid for it.
 * @throws TypeError when the person offers no account; the provider's errors (4001: refused by the person).
 */
export async function walletAccount(provider: WalletProvider): Promise<LocalAccount> {
  const [address] = (await provider.request({ method: 'eth_requestAccounts' })) as Address[]
  if (address === undefined) throw new TypeError('The wallet offers no account.')
  const sign = (method: string, params: readonly unknown[]) => provider.request({ method, params }) as Promise<never>
  return toAccount({
    address,
    signMessage: ({ message }) => {
      const raw = typeof message === 'string' ? toHex(message) : message.raw
      return sign('personal_sign', [typeof raw === 'string' ? raw : toHex(raw), address])
    },
    signTypedData: (typedData) => {
      const { domain, types } = typedData as { domain: TypedDataDomain; types: object }
      // A wallet hashes exactly the fields of the domain that the types name.
      const complete = { ...typedData, types: { EIP712Domain: getTypesForEIP712Domain({ domain }), ...types } }
      return sign('eth_signTypedData_v4', [address, serializeTypedData(complete as never)])
    },
    signTransaction: () => Promise.reject(new TypeError('Nothing needs to be sent: gas is paid for the account.')),
  })
}
