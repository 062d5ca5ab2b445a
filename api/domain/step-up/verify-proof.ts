import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { type Hex, isAddressEqual } from 'viem'
import { type Contact, contactTag } from '../../../kit/contact.ts'
import { BaseError } from '../../../kit/errors.ts'
import type { ApiDependencies } from '../../dependencies.ts'
import type { SessionPrincipal } from '../auth/principal.ts'
import { verifySignIn } from '../auth/siwe.ts'
import { verifyPasskeyStepUp } from '../passkeys/verify-sign-in.ts'
import { takeCode } from '../sign-up/one-time-code.ts'
import { spendRecoveryCode } from '../totp/recovery-codes.ts'
import { spendTotp } from '../totp/spend-totp.ts'
import { digestOf, type Operation } from './operation.ts'
import { codeTagOf } from './own-contact.ts'
import type { Proof } from './proofs.ts'

/** What a caller brings to show that the account is there. */
export type OfferedProof =
  | { kind: 'wallet'; message: string; signature: Hex; operation?: Operation | undefined }
  | { kind: 'passkey'; credential: AuthenticationResponseJSON }
  | { kind: 'totp'; code: string; operation?: Operation | undefined }
  | { kind: 'recovery-code'; recoveryCode: string; operation?: Operation | undefined }
  | { kind: 'otp'; contact: Contact; code: string; operation?: Operation | undefined }

/**
 * Checks and spends a proof of the session's own account.
 * @throws BaseError the refusal of its kind (401), or STEP_UP_OPERATION (422) when it is over another operation than it names.
 */
export async function verifyProof(
  dependencies: ApiDependencies,
  principal: SessionPrincipal,
  offered: OfferedProof,
): Promise<Proof> {
  const { account } = principal
  if (offered.kind === 'passkey') {
    const operation = await verifyPasskeyStepUp(dependencies, { response: offered.credential, account })
    return { kind: 'passkey', operation }
  }
  const operation = offered.operation && digestOf(offered.operation)
  switch (offered.kind) {
    case 'wallet':
      await verifyWallet(dependencies, principal, { ...offered, digest: operation })
      return { kind: 'wallet', operation }
    case 'totp':
      await spendTotp(dependencies, { account, code: offered.code, isConfirmed: true })
      return { kind: 'totp', operation }
    case 'recovery-code':
      await spendRecoveryCode(dependencies, account, offered.recoveryCode)
      return { kind: 'totp', operation }
    case 'otp': {
      const tag = codeTagOf(contactTag(dependencies.config.CONTACT_KEY, offered.contact), account)
      await takeCode(dependencies, { tag, code: offered.code }, async () => undefined)
      return { kind: 'otp', operation }
    }
  }
}

/** A sign-in message whose Request ID (ERC-4361) is the operation's digest, so that the signature is over the operation. */
async function verifyWallet(
  dependencies: ApiDependencies,
  { account }: SessionPrincipal,
  { message, signature, digest }: { message: string; signature: Hex; digest: string | undefined },
): Promise<void> {
  const { config, chainId } = dependencies
  const domain = new URL(config.PUBLIC_URL).host
  const { address, requestId } = await verifySignIn(dependencies, { message, signature, domain, chainId })
  if (requestId !== digest)
    throw new BaseError('The proof is for something else.', {
      code: 'STEP_UP_OPERATION',
      details: `The message’s Request ID must be ${digest ?? 'absent'}.`,
      status: 422,
    })
  if (isAddressEqual(address, account)) return
  const details = `The session is ${account}’s.`
  throw new BaseError('Another account signed.', { code: 'ACCOUNT_MISMATCH', details, status: 403 })
}
