import type { Hex } from 'viem'
import { BaseError, messageOf, RetryableError } from '../../../kit/errors.ts'
import { isSignedBy, PARTIES, type Party, QUORUM } from '../../../sdk/src/mapping/parties.ts'
import type { SignedMapping } from '../../../sdk/src/mapping/record.ts'
import { hashMapping } from '../../../sdk/src/typed-data/mapping.ts'
import type { SignRequest } from '../../clients/mapping-signers.ts'
import { type AddressMapDependencies, authorityOf } from './dependencies.ts'

/** A signer that lacks an earlier version says one of these; the versions it missed are handed to it. */
const BEHIND_CODES = ['MAPPING_SIGNER_BEHIND', 'MAPPING_CHAIN_BROKEN']

export type Collected =
  | { state: 'signed'; signatures: SignedMapping['signatures'] }
  /** Two parties refused for good: this record will never have two signatures. */
  | { state: 'refused'; error: BaseError }
  /** Too few answered; the same record may be asked for again. */
  | { state: 'waiting'; error: RetryableError }

/**
 * Asks all three parties for their signature over one record. A signature that is not the party's over this record is thrown away and
 * its party named in the log.
 */
export async function collectSignatures(
  dependencies: AddressMapDependencies,
  request: SignRequest,
  history: readonly SignedMapping[],
): Promise<Collected> {
  const answers = await Promise.all(PARTIES.map((party) => askParty(dependencies, party, request, history)))
  const signed = answers.filter((answer) => 'signature' in answer)
  if (signed.length >= QUORUM) {
    return { state: 'signed', signatures: Object.fromEntries(signed.map(({ party, signature }) => [party, signature])) }
  }
  const failed = answers.filter((answer) => 'error' in answer)
  const refused = failed.filter(({ error }) => error instanceof BaseError && !error.retryable && error.status < 500)
  const [first] = refused
  if (refused.length >= QUORUM && first?.error instanceof BaseError) return { state: 'refused', error: first.error }
  const details = failed.map(({ party, error }) => `${party}: ${codeOf(error)}`).join(', ')
  const options = { code: 'MAPPING_SIGNERS_UNAVAILABLE', details: `Two of three are needed. ${details}.` }
  return { state: 'waiting', error: new RetryableError('Too few mapping signers answered.', options) }
}

type PartyAnswer = { party: Party; signature: Hex } | { party: Party; error: unknown }

async function askParty(
  dependencies: AddressMapDependencies,
  party: Party,
  request: SignRequest,
  history: readonly SignedMapping[],
): Promise<PartyAnswer> {
  const { log, mappingSigners } = dependencies
  const authority = authorityOf(dependencies)
  const signer = mappingSigners[party]
  try {
    const signature = await signer.sign(request).catch(async (error: unknown) => {
      if (!(error instanceof BaseError) || !BEHIND_CODES.includes(error.code) || history.length === 0) throw error
      await signer.adopt(history, request.opening)
      return await signer.sign(request)
    })
    if (await isSignedBy(authority, party, hashMapping(authority.domain, request.record), signature)) {
      return { party, signature }
    }
    log.error({ party, userCommitment: request.record.userCommitment }, 'a mapping signer lies: not its signature')
    return { party, error: new RetryableError('Not its signature.', { code: 'MAPPING_SIGNATURE_WRONG' }) }
  } catch (error) {
    log.warn({ party, code: codeOf(error), reason: messageOf(error) }, 'a mapping signer did not sign')
    return { party, error }
  }
}

function codeOf(error: unknown): string {
  return error instanceof BaseError ? error.code : 'INTERNAL_ERROR'
}
