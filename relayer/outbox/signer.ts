import type { Address, Hex, TransactionSerializableEIP1559 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Secret } from '../../kit/secret.ts'

/** Whatever holds a lane's key: a key in memory here, a key service or a threshold signer elsewhere. */
export interface Signer {
  readonly address: Address
  /** The raw transaction; the same input gives the same bytes. */
  sign(transaction: TransactionSerializableEIP1559): Promise<Hex>
}

export function localSigner(key: Secret): Signer {
  const account = privateKeyToAccount(key.reveal() as Hex)
  return { address: account.address, sign: (transaction) => account.signTransaction(transaction) }
}
