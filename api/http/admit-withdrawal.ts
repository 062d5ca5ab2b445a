import type { Context } from 'hono'
import { getAddress } from 'viem'
import { orderNumberOf } from '../../sdk/src/ids.ts'
import type { SignedIntent } from '../../sdk/src/intent-call.ts'
import { hashIntent, INTENTS, type IntentName } from '../../sdk/src/typed-data/intents.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { judgeWithdrawal } from '../domain/risk/judge-withdrawal.ts'
import { refuseUnlessAllowed } from '../domain/risk/order-guard.ts'
import { domainFor, requireOwn } from '../domain/submit-intent.ts'
import { type ApiEnvironment, requireSession } from './environment.ts'
import { demandBound } from './require-proof.ts'

/** What takes money out of an account with the operator's co-signature. */
const JUDGED: readonly IntentName[] = ['Withdraw', 'WithdrawTo', 'TransferCash']

type Intent = Pick<SignedIntent, 'name' | 'message'>

/**
 * Lets a withdrawal on to the operator's co-signature and the relayer, or says why not (RSK-1). Leaving by the chain's own exit is never
 * judged: what is held here its owner can still take out after the exit delay.
 * @throws BaseError STEP_UP_REQUIRED (401), RISK_HELD, RISK_BLOCKED (403).
 */
export async function admitWithdrawal(
  dependencies: ApiDependencies,
  context: Context<ApiEnvironment>,
  { name, message }: Intent,
): Promise<void> {
  const { amount, to } = message
  if (!JUDGED.includes(name) || typeof amount !== 'bigint') return
  const { account, sessionId } = requireSession(context)
  requireOwn(requireSession(context), message.account)
  const digest = hashIntent(domainFor(dependencies, INTENTS[name].contract), name, message)
  const withdrawal = {
    account,
    sessionId,
    destination: typeof to === 'string' ? getAddress(to) : account,
    amountUsdc6: amount,
    orderNumber: orderNumberOf(digest),
  }
  const first = await judgeWithdrawal(dependencies, { ...withdrawal, isProven: false })
  if (first.decision !== 'step-up') return refuseUnlessAllowed(first)
  await demandBound(dependencies, context)
  refuseUnlessAllowed(await judgeWithdrawal(dependencies, { ...withdrawal, isProven: true }))
}
