import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createApp } from '../../../api/app.ts'
import type { ApiDependencies } from '../../../api/dependencies.ts'
import { registerContacts } from '../../../api/domain/sign-up/register-contacts.ts'
import type { ApiApp } from '../../../api/http/environment.ts'
import { Addresses } from '../../../kit/addresses.ts'
import { Health } from '../../../kit/health.ts'
import { assertProblem, bearer, post } from '../api/support/calls.ts'
import { newPasskey, register, signInWith } from '../api/support/passkeys.ts'
import { askCode, newNumber, SIGN_UP, takeCode, ticketFor, verify } from '../api/support/sign-up.ts'
import { useApiWorld } from '../api/support/world.ts'
import { useMappingWorld } from './support/mapping-world.ts'

const STEP_UP = '/api/v1/auth/step-up'
const OPTIONS = '/api/v1/auth/passkeys/registration-options'
const REVOKE_OTHERS = '/api/v1/auth/sessions/revoke-others'

describe('a code to the own contact, as a second proof', () => {
  const api = useApiWorld()
  const mapping = useMappingWorld()
  let app: ApiApp
  let own: ApiDependencies

  before(() => {
    const { dependencies } = api()
    const { addresses, chainId, config, mappingSigners } = mapping().dependencies
    const names = ['IssuerTreasury', 'MarketMakerDeposits', 'AccountRegistry', 'MoneyToken']
    const known = names.map((name) => [name, dependencies.addresses.get(name)] as const)
    own = {
      ...dependencies,
      mappingSigners,
      chainId,
      addresses: new Addresses('test', new Map([...known, ['Settlement', addresses.get('Settlement')]])),
      config: { ...dependencies.config, ...SIGN_UP, MAPPING_SIGNERS: config.MAPPING_SIGNERS, RATE_LIMIT_FACTOR: 100 },
      health: new Health('api'),
    }
    app = createApp(own)
  })

  /** A person whose contact leads to her account. The signers keep their own clock, so nobody signs up after it was set forward. */
  async function person() {
    const [passkey, contact] = [newPasskey(), newNumber()]
    assert.equal((await register(app, passkey, { signUpTicket: await ticketFor(app, own, contact) })).status, 201)
    const { body } = await signInWith(app, passkey)
    await registerContacts(own)
    return { contact, headers: bearer(body as { accessToken: string }) }
  }

  it('is sent to nobody else’s contact, and is no code of a sign-up, nor the other way round', async () => {
    const [{ contact, headers }, other] = [await person(), await person()]
    assertProblem(await post(app, `${STEP_UP}/otp`, { contact }, other.headers), 404, 'STEP_UP_CONTACT_UNKNOWN')
    await post(app, `${STEP_UP}/otp`, { contact }, headers)
    const code = await takeCode(own, contact)
    assertProblem(await verify(app, contact, code), 401, 'CODE_REFUSED')
    assertProblem(await post(app, STEP_UP, { kind: 'otp', contact, code }, other.headers), 401, 'CODE_REFUSED')
    await askCode(app, contact)
    const signUp = { kind: 'otp', contact, code: await takeCode(own, contact) }
    // One in a million of these codes is the other one as well.
    if (signUp.code !== code) assertProblem(await post(app, STEP_UP, signUp, headers), 401, 'CODE_REFUSED')
  })

  it('does for what is of low risk and not for how the account signs in', async () => {
    const { contact, headers } = await person()
    api().advance(301)
    assertProblem(await post(app, REVOKE_OTHERS, {}, headers), 401, 'STEP_UP_REQUIRED')
    assert.equal((await post(app, `${STEP_UP}/otp`, { contact }, headers)).status, 202)
    const proof = { kind: 'otp', contact, code: await takeCode(own, contact) }
    assert.equal((await post(app, STEP_UP, proof, headers)).body.kind, 'otp')
    assert.equal((await post(app, REVOKE_OTHERS, {}, headers)).status, 200)
    assertProblem(await post(app, OPTIONS, { label: 'a' }, headers), 401, 'STEP_UP_REQUIRED')
    assertProblem(await post(app, STEP_UP, proof, headers), 401, 'CODE_REFUSED')
  })
})
