import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Descriptor } from '../../../sdk/src/clear-signing/descriptor.ts'
import { renderTypedData } from '../../../sdk/src/clear-signing/render.ts'
import { domainOf } from '../../../sdk/src/typed-data/domain.ts'
import { intentTypedData } from '../../../sdk/src/typed-data/intents.ts'
import { assertProblem, call, newAccount } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const world = useApiWorld()
const LIST = '/api/v1/protocol/descriptors'

describe('clear-signing descriptors over HTTP', () => {
  it('show a withdrawal of this deployment', async () => {
    const { addresses, chainId } = world().dependencies
    const { status, body } = await call(world().app, `${LIST}/eip712-Settlement`)
    assert.equal(status, 200)

    const token = { chainId, address: addresses.get('MoneyToken'), ticker: 'USDC', decimals: 6 }
    const domain = domainOf('settlement', chainId, addresses.get('Settlement'))
    const tail = { nonce: 1n, deadline: 1_795_000_000, gasLimit: 200_000 }
    const wish = intentTypedData(domain, 'Withdraw', { account: newAccount().address, amount: 1_500_000n, ...tail })
    const { intent, lines } = renderTypedData({ descriptors: [body as unknown as Descriptor], tokens: [token] }, wish)

    assert.equal(intent, 'Withdraw money')
    assert.deepEqual(lines[1], { label: 'Amount', value: '1.5 USDC' })
  })

  it('are listed where they are deployed, each with an address', async () => {
    const { names } = (await call(world().app, LIST)).body as { names: string[] }
    assert.ok(names.includes('eip712-Statements'))
    assert.ok(!names.includes('calldata-RateOracle'), 'the oracle stands on another chain')
    for (const name of names) {
      const { body } = await call(world().app, `${LIST}/${name}`)
      assert.match(JSON.stringify(body.context), /"address":"0x/, name)
    }
  })

  it('are refused under other names', async () => {
    assertProblem(await call(world().app, `${LIST}/calldata-RateOracle`), 404, 'DESCRIPTOR_UNKNOWN')
    assertProblem(await call(world().app, `${LIST}/..%2Fpackage`), 400, 'REQUEST_INVALID')
  })
})
