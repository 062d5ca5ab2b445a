/** A fresh nonce key with sequence 0: independent of every other intent of the account. */
export function freshNonce(): bigint {
  const key = crypto.getRandomValues(new BigUint64Array(2))
  return (((key[0] ?? 0n) << 64n) | (key[1] ?? 0n)) << 64n
}
