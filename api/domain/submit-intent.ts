import type { Address, Hex } from 'viem'
import { BaseError } from '../../kit/errors.ts'
import { orderNumberOf } from '../../sdk/src/ids.ts'
import { CO_SIGNED_INTENTS, encodeIntentCall, type SignedIntent } from '../../sdk/src/intent-call.ts'
import { domainOf, type GenexDomain, type SigningContract } from '../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../../sdk/src/typed-data/intents.ts'
import type { IntentView } from '../clients/relayer.ts'
import type { ApiDependencies } from '../dependencies.ts'
import type { Principal } from './auth/principal.ts'

/** Ignition's name of each contract that verifies signatures. */
const DEPLOYED_NAMES = {
  settlement: 'Settlement',
  issuerRegistry: 'IssuerRegistry',
  seriesRegistry: 'SeriesRegistry',
  redemption: 'Redemption',
  issuerTreasury: 'IssuerTreasury',
  marketMakerDeposits: 'MarketMakerDeposits',
  organisationFactory: 'OrganisationFactory',
  accountRegistry: 'AccountRegistry',
} as const satisfies Record<SigningContract, string>

/** The domain that a contract of this deployment verifies under. */
export function domainFor(
  { addresses, chainId }: Pick<ApiDependencies, 'addresses' | 'chainId'>,
  contract: SigningContract,
): GenexDomain {
  return domainOf(contract, chainId, addresses.get(DEPLOYED_NAMES[contract]))
}

/**
 * Carries a signed intent: asks for the operator's co-signature where the contract wants one, then hands it to the relayer.
 * The same intent always gets the same order number, so repeating it is harmless.
 * @param instant Ask for a co-signature although the intent could also wait for the delay.
 */
export async function submitIntent(
  dependencies: ApiDependencies,
  principal: Principal,
  intent: Omit<SignedIntent, 'coSignature'>,
  instant = false,
): Promise<IntentView> {
  requireOwn(principal, intent.message.account)
  const { contract } = INTENTS[intent.name]
  const orderNumber = orderNumberOf(hashIntent(domainFor(dependencies, contract), intent.name, intent.message))
  const coSignature =
    instant || isCoSigned(intent.name) ? await dependencies.sequencer.coSign(intent.name, intent.message) : undefined
  const call = encodeIntentCall({ ...intent, ...(coSignature ? { coSignature } : {}) })
  const submission = {
    contract,
    function: call.functionName,
    data: call.data,
    account: intent.message.account,
    orderNumber,
  }
  return await dependencies.relayer.submit(submission)
}

/** Refuses what another account signed: a session speaks for one account. */
export function requireOwn(principal: Principal, account: Address): void {
  if (principal.account.toLowerCase() === account.toLowerCase()) return
  throw new BaseError('This was signed by another account.', {
    code: 'ACCOUNT_MISMATCH',
    details: `The session is ${principal.account}'s; sign in as ${account} to submit it.`,
    status: 403,
  })
}

/** Refuses a statement of several accounts in which the caller's has no part. */
export function requireMember(principal: Principal, members: readonly { account: Address }[]): void {
  const isMember = members.some(({ account }) => account.toLowerCase() === principal.account.toLowerCase())
  const [first] = members
  if (!isMember && first) requireOwn(principal, first.account)
}

/** Calldata that is no intent of ours but rides in the same batches. */
export async function submitCall(
  dependencies: ApiDependencies,
  contract: SigningContract,
  call: { account: Address; digest: Hex; functionName: string; data: Hex },
): Promise<IntentView> {
  const { account, digest, functionName, data } = call
  const orderNumber = orderNumberOf(digest)
  return await dependencies.relayer.submit({ contract, function: functionName, data, account, orderNumber })
}

function isCoSigned(name: IntentName): boolean {
  return (CO_SIGNED_INTENTS as readonly IntentName[]).includes(name)
}
