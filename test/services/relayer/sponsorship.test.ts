import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { zeroAddress } from 'viem'
import { merchantIntent, newAccount } from './support/intent.ts'
import { createWorld, type World } from './support/world.ts'

const ACTION = 'setMerchantBySig'

describe('sponsorship', () => {
  let world: World
  let account: ReturnType<typeof newAccount>
  let nonce = 0n
  before(async () => {
    world = await createWorld()
    await world.relayer.start()
  })
  after(() => world.end())
  beforeEach(() => {
    account = newAccount()
    nonce = 0n
  })

  const submit = async (tenant: string, parameters: Partial<Parameters<typeof merchantIntent>[0]> = {}) => {
    const intent = await merchantIntent({ redemption: world.market.redemption, account, nonce: nonce++, ...parameters })
    return { intent, answer: await world.post('/intents', { ...intent, tenant }) }
  }
  const setPolicy = (policy: Record<string, unknown>) =>
    world.request('/sponsorship/policies', { method: 'PUT', body: JSON.stringify(policy) })
  const uses = async (tenant: string) => {
    const { body } = await world.get(`/sponsorship?tenant=${tenant}&account=${account.address}`)
    return body.uses as { account: string; action: string; used: { intents: number; gas: string } }[]
  }
  const refusalOf = async (tenant: string) => {
    const { answer } = await submit(tenant)
    return [answer.status, answer.body.code]
  }

  it('is for tenants with a policy', async () => {
    assert.deepEqual(await refusalOf('stranger'), [403, 'TENANT_NOT_SPONSORED'])
  })

  it('ends with what a policy gives an account on a day', async () => {
    await setPolicy({ tenant: 'daily', action: '*', accountIntents: 1 })

    assert.equal((await submit('daily')).answer.status, 202)
    assert.deepEqual(await refusalOf('daily'), [429, 'SPONSORSHIP_EXHAUSTED'])
  })

  it('ends with what a policy gives an account of one action', async () => {
    await setPolicy({ tenant: 'by-action', action: '*' })
    await setPolicy({ tenant: 'by-action', action: ACTION, accountIntents: 1 })
    await submit('by-action')
    const { answer } = await submit('by-action')

    assert.equal(answer.body.code, 'SPONSORSHIP_EXHAUSTED')
    assert.match(String(answer.body.detail), /1 setMerchantBySig .* again from .*T00:00:00.000Z/)
  })

  it('ends with the gas that a policy gives', async () => {
    await setPolicy({ tenant: 'frugal', action: '*', accountGas: '200000' })
    await submit('frugal')

    assert.deepEqual(await refusalOf('frugal'), [429, 'SPONSORSHIP_EXHAUSTED'])
  })

  it('ends for all accounts with what a policy gives the tenant', async () => {
    await setPolicy({ tenant: 'small', action: '*', tenantIntents: 1 })
    await submit('small')
    account = newAccount()

    assert.deepEqual(await refusalOf('small'), [429, 'TENANT_SPONSORSHIP_EXHAUSTED'])
  })

  it('excludes an action of which a policy gives none', async () => {
    await setPolicy({ tenant: 'choosy', action: '*' })
    await setPolicy({ tenant: 'choosy', action: ACTION, tenantIntents: 0 })

    assert.deepEqual(await refusalOf('choosy'), [403, 'ACTION_NOT_SPONSORED'])
  })

  it('holds within one group of submissions', async () => {
    await setPolicy({ tenant: 'burst', action: '*', accountIntents: 5 })
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit('burst')))

    assert.equal(answers.filter(({ answer }) => answer.status === 202).length, 5)
  })

  it('is counted once for an intent that is handed in twice at the same time', async () => {
    const intent = await merchantIntent({ redemption: world.market.redemption, account })
    const answers = await Promise.all([1, 2, 3].map(() => world.post('/intents', intent)))

    assert.deepEqual(
      answers.map(({ body }) => body.orderNumber),
      [1, 2, 3].map(() => intent.orderNumber),
    )
    assert.equal((await uses('genex'))[0]?.used.intents, 1)
  })

  it('shows what account and tenant have used, and may', async () => {
    await setPolicy({ tenant: 'shown', action: '*', accountIntents: 7, tenantIntents: 9, accountGas: '500000' })
    await submit('shown')

    const gas = '120000'
    assert.deepEqual(
      (await uses('shown')).map((use) => ({ ...use, used: { ...use.used } })),
      [
        { account: '*', action: '*', used: { intents: 1, gas }, allowed: { intents: 9, gas: '2000000000000' } },
        { account: '*', action: ACTION, used: { intents: 1, gas }, allowed: { intents: 9, gas: '2000000000000' } },
        { account: account.address, action: '*', used: { intents: 1, gas }, allowed: { intents: 7, gas: '500000' } },
        {
          account: account.address,
          action: ACTION,
          used: { intents: 1, gas },
          allowed: { intents: 64, gas: '500000' },
        },
      ],
    )
  })

  it('is given back for what was refused unpaid', async () => {
    await setPolicy({ tenant: 'lenient', action: '*' })
    const { intent } = await submit('lenient', { merchant: zeroAddress })
    await world.intentIs(intent, 'refused')

    assert.deepEqual(
      (await uses('lenient')).map(({ used }) => used),
      Array.from({ length: 4 }, () => ({ intents: 0, gas: '0' })),
    )
  })

  it('refuses a policy for what is never carried', async () => {
    const answer = await setPolicy({ tenant: 'odd', action: 'setMerchant' })

    assert.deepEqual([answer.status, answer.body.code], [400, 'REQUEST_INVALID'])
    assert.deepEqual((await world.get('/sponsorship/policies/odd')).body, { policies: [] })
  })
})
