import type { Address, Hex } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { orderNumberOf } from '../../../../sdk/src/ids.ts'
import { domainOf } from '../../../../sdk/src/typed-data/domain.ts'
import { hashIntent, intentTypedData } from '../../../../sdk/src/typed-data/intents.ts'

export const CHAIN_ID = 719_719
const FAR_FUTURE_SEC = 4_000_000_000

export interface IntentBody {
  contract: string
  function: string
  args: unknown[]
  account: Address
  orderNumber: string
}

export interface MerchantIntent {
  redemption: Address
  account?: PrivateKeyAccount
  /** The zero address is what the contract refuses. */
  merchant?: Address
  nonce?: bigint
  gasLimit?: number
  deadline?: number
}

export const newAccount = (): PrivateKeyAccount => privateKeyToAccount(generatePrivateKey())

/** A signed `setMerchantBySig` as the relayer takes it. */
export async function merchantIntent(parameters: MerchantIntent): Promise<IntentBody> {
  const { redemption, account = newAccount(), nonce = 0n, gasLimit = 120_000, deadline = FAR_FUTURE_SEC } = parameters
  const merchant = parameters.merchant ?? newAccount().address
  const domain = domainOf('redemption', CHAIN_ID, redemption)
  const message = { account: account.address, merchant, appointed: true, nonce, deadline, gasLimit }
  const signature: Hex = await account.signTypedData(intentTypedData(domain, 'SetMerchant', message))
  const auth = { account: account.address, nonce: nonce.toString(), deadline, gasLimit, signature }
  return {
    contract: 'redemption',
    function: 'setMerchantBySig',
    args: [merchant, true, auth],
    account: account.address,
    orderNumber: orderNumberOf(hashIntent(domain, 'SetMerchant', message)),
  }
}
