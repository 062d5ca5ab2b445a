import { eq, sql } from 'drizzle-orm'
import { type Address, type Hex, hashTypedData, numberToHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { OPERATION_VALID_SEC } from '../limits.ts'
import type { Chain } from '../outbox/chain.ts'
import { Policies, type SponsorDefaults } from '../sponsorship/policy.ts'
import { dayAt, UseLedger } from '../sponsorship/use-ledger.ts'
import type { Store } from '../store/database.ts'
import { userOperations } from '../store/schema.ts'
import { checkTerms, simulateOperation } from './check-operation.ts'
import { encodePaymasterData, gasOf, type Operation, requestTypedData } from './operation.ts'

/** How policies name operations: one action, whatever an account does by them. */
export const OPERATION_ACTION = 'userOperation'

export interface Sponsor {
  store: Store
  chain: Chain
  paymaster: Address
  /** The key that the paymaster takes signatures of. */
  signer: PrivateKeyAccount
  defaults: SponsorDefaults
}

interface Request {
  tenant: string
  operation: Operation
  nowSec: bigint
}

/** Data of the right length for estimates: the paymaster's check costs as much with it, and it pays for nothing. */
export function stubPaymasterData(): Hex {
  return encodePaymasterData(0, `${numberToHex(2n ** 511n - 1n, { size: 64 })}1b`)
}

/**
 * Signs that the paymaster pays for an operation, for five minutes. The same operation is counted once, however often it is asked for: while
 * its signature is good the same one is given out again.
 * @throws BaseError for what is not paid for; then nothing was signed and nothing counted.
 */
export async function sponsorOperation(sponsor: Sponsor, request: Request): Promise<Hex> {
  const { store, chain, paymaster } = sponsor
  const { operation, nowSec } = request
  checkTerms(operation)
  await simulateOperation(sponsor, operation)
  const hash = hashTypedData(requestTypedData(operation, { chainId: chain.chainId, paymaster }, 0))
  return await store.transaction(async (transaction) => {
    // Whoever asks for the same operation at the same moment waits, and finds it counted.
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${hash}, 0))`)
    const [known] = await transaction.select().from(userOperations).where(eq(userOperations.hash, hash))
    if (known && known.validUntil > nowSec) return known.paymasterData
    if (!known) await count(transaction, sponsor, request)
    const validUntil = nowSec + OPERATION_VALID_SEC
    const paymasterData = await sign(sponsor, operation, Number(validUntil))
    const row = { hash, chainId: BigInt(chain.chainId), tenant: request.tenant, sender: operation.sender }
    await transaction
      .insert(userOperations)
      .values({ ...row, gas: gasOf(operation), day: dayAt(nowSec), validUntil, paymasterData })
      .onConflictDoUpdate({ target: userOperations.hash, set: { validUntil, paymasterData } })
    return paymasterData
  })
}

async function count(store: Store, { defaults }: Sponsor, { tenant, operation, nowSec }: Request): Promise<void> {
  const day = dayAt(nowSec)
  const wanted = { tenant, account: operation.sender, day, functionName: OPERATION_ACTION, gas: gasOf(operation) }
  const ledger = await UseLedger.load(store, await Policies.load(store, [tenant], defaults), [wanted])
  const refusal = ledger.take(wanted, nowSec)
  if (refusal) throw refusal
  await ledger.save(store)
}

async function sign({ chain, paymaster, signer }: Sponsor, operation: Operation, validUntil: number): Promise<Hex> {
  const typedData = requestTypedData(operation, { chainId: chain.chainId, paymaster }, validUntil)
  return encodePaymasterData(validUntil, await signer.signTypedData(typedData))
}
