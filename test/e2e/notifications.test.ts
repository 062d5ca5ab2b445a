import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { carry, enter, giveMoney, identify } from '../../local/play/persona.ts'
import { until } from '../../local/until.ts'
import { useSystem } from '../services/api/support/system.ts'

const DOLLAR = 1_000_000n

/** From the chain through the real index, the notifier and the API. */
describe('the notifier in the whole system', () => {
  const system = useSystem()

  it('tells a sign-in, an intent and its deposit, once each', async () => {
    const world = system()
    const person = await enter(world, 'told')
    await identify(world, person, 2)
    await giveMoney(world, person, 500n * DOLLAR)
    await carry(person, person.session.deposit(500n * DOLLAR))
    const kinds = async () => {
      const { items } = await person.session.http.get<{ items: { kind: string; text: string }[] }>(
        '/api/v1/notifications',
      )
      return items.map(({ kind }) => kind)
    }
    await until('the deposit told', async () => (await kinds()).includes('money.deposited'), { timeoutMs: 60_000 })
    await until('the intent told', async () => (await kinds()).includes('intent.executed'), { timeoutMs: 60_000 })
    const counts = Map.groupBy(await kinds(), (kind) => kind)
    assert.deepEqual(
      ['money.deposited', 'intent.executed', 'security.signed_in'].map((kind) => counts.get(kind)?.length),
      [1, 1, 1],
    )
  })
})
