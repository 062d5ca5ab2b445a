import { messageOf } from '../../kit/errors.ts'
import type { AddressMapDependencies } from '../domain/address-map/dependencies.ts'
import { dropExpired, registerContacts } from '../domain/sign-up/register-contacts.ts'
import { SIGN_UP_JOB_MS } from '../limits.ts'

/** Registers the contacts of new accounts, in every process: repeating it is harmless. Gives a function that ends it. */
export function keepSignUps(dependencies: AddressMapDependencies): () => Promise<void> {
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    // A round that waits for absent signers is not followed by a queue of others.
    running ??= tendSignUps(dependencies).finally(() => {
      running = undefined
    })
  }, SIGN_UP_JOB_MS)
  return async () => {
    clearInterval(timer)
    await running
  }
}

async function tendSignUps(dependencies: AddressMapDependencies): Promise<void> {
  try {
    await dropExpired(dependencies)
    await registerContacts(dependencies)
  } catch (error) {
    dependencies.log.warn({ reason: messageOf(error) }, 'sign-ups: not done yet')
  }
}
