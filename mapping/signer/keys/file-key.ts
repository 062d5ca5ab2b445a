import type { Hex } from 'viem'
import { sign } from 'viem/accounts'
import { openKeystore } from '../../../kit/keystore.ts'
import type { Secret } from '../../../kit/secret.ts'
import type { SigningKey } from './signing-key.ts'

/** A key in an encrypted file; in memory while the process runs. @throws KEYSTORE_UNREADABLE. */
export function openFileKey(file: string, passphrase: Secret): SigningKey {
  const { address, privateKey } = openKeystore(file, passphrase)
  return {
    address,
    sign: (hash) => sign({ hash, privateKey: privateKey.reveal() as Hex, to: 'hex' }),
  }
}
