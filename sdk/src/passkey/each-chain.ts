import type { Address } from 'viem'
import type { SignedIntent } from '../intent-call.ts'
import { domainOf } from '../typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../typed-data/intents.ts'
import type { PasskeySigner } from './signer.ts'

/** Intents of the account registry. */
export type PasskeyIntentName = Extract<
  IntentName,
  'AddPasskey' | 'RemovePasskey' | 'RotatePasskey' | 'SetGuardian' | 'VetoRecovery' | 'RequestRecovery'
>

/** A chain with its own records of passkeys; `nonce` is one that the account has not used there. */
export interface RegistryOnChain {
  chainId: number
  registry: Address
  nonce: bigint
  /** Last unix second at which the change may be carried there. */
  deadline: number
}

/** An intent and the chain that it is for. */
export interface IntentOnChain extends SignedIntent {
  chainId: number
}

/**
 * Signs a change of an account's passkeys for every chain, one confirmation each: records are kept per chain, and a passkey that was
 * removed on one still speaks on the others. Carry all of them; those of a chain that is away stay valid until their deadline.
 * @param newcomer The passkey that is brought in, where the change brings one; it confirms once for each chain as well.
 */
export async function signOnEachChain(
  signer: PasskeySigner,
  change: { name: PasskeyIntentName; fields: Readonly<Record<string, unknown>>; newcomer?: PasskeySigner },
  chains: readonly RegistryOnChain[],
): Promise<IntentOnChain[]> {
  const { name, newcomer } = change
  const fields = { ...change.fields, ...newcomer?.passkey }
  const signed: IntentOnChain[] = []
  // In turn: a browser asks the person one thing at a time.
  for (const { chainId, registry, nonce, deadline } of chains) {
    const message = { account: signer.address, ...fields, nonce, deadline, gasLimit: INTENTS[name].gasLimit }
    const hash = hashIntent(domainOf('accountRegistry', chainId, registry), name, message)
    const signature = await signer.sign({ hash })
    const consent = newcomer ? { possession: await newcomer.signPossession(hash) } : {}
    signed.push({ chainId, name, message, signature, ...consent })
  }
  return signed
}
