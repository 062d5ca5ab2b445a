import type { Address } from 'viem'
import type { ApiDependencies } from '../../dependencies.ts'
import { decideAndLog } from './decision-log.ts'
import { NO_RISK } from './facts.ts'
import { networkHashOf } from './hashes.ts'
import { readPlace, readWrongCodes } from './read-facts.ts'

interface SignInPlace {
  networkHash: string
  isDoubted: boolean
}

/** Judges a sign-in that was proven already. It is never stopped; a doubted one proves nothing to writes (`step-up`). */
export async function judgeSignIn(
  dependencies: Pick<ApiDependencies, 'config' | 'now' | 'pool'>,
  { account, keyThumbprint, address }: { account: Address; keyThumbprint: string | undefined; address: string },
): Promise<SignInPlace> {
  const { config, now, pool } = dependencies
  const networkHash = networkHashOf(config, address)
  const place = await readPlace(pool, { account, keyThumbprint, networkHash }, now())
  const facts = { ...NO_RISK, action: 'sign-in' as const, ...place, wrongCodes: await readWrongCodes(pool, account) }
  const { decision } = await decideAndLog(dependencies, pool, { account, facts })
  return { networkHash, isDoubted: decision !== 'allow' }
}
