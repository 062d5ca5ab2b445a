import type { Address } from 'viem'
import { type Contact, contactTag } from '../../../kit/contact.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import { notFoundError } from '../../http/not-found.ts'
import { listOwnMappings } from '../address-map/own-mappings.ts'
import { sendCode } from '../sign-up/one-time-code.ts'

/**
 * Sends the account's own contact a code that raises this account's sessions and nothing else.
 * @throws STEP_UP_CONTACT_UNKNOWN (404) for a contact that does not lead to the account, MESSAGES_UNAVAILABLE (503), RATE_LIMITED (429).
 */
export async function sendStepUpCode(
  dependencies: ApiDependencies,
  { account, contact, address }: { account: Address; contact: Contact; address: string },
): Promise<void> {
  const own = await listOwnMappings(dependencies, account)
  if (!own.some((mapping) => mapping.contact === contact.value))
    throw notFoundError('STEP_UP_CONTACT_UNKNOWN', 'The contact does not lead to this account.')
  const tag = codeTagOf(contactTag(dependencies.config.CONTACT_KEY, contact), account)
  await sendCode(dependencies, { contact, address, tag })
}

/** Apart from the codes of sign-ups, so that neither is good for the other. */
export function codeTagOf(tag: string, account: Address): string {
  return `step-up ${account} ${tag}`
}
