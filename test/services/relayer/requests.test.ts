import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { encodeFunctionData } from 'viem'
import { redemptionAbi } from '../../../sdk/src/abi/redemption.gen.ts'
import { type IntentBody, merchantIntent, newAccount } from './support/intent.ts'
import { type Answer, createWorld, type World } from './support/world.ts'

describe('requests to the relayer', () => {
  let world: World
  let intent: IntentBody
  before(async () => {
    world = await createWorld()
    await world.relayer.start()
    intent = await merchantIntent({ redemption: world.market.redemption })
  })
  after(() => world.end())

  const assertProblem = (answer: Answer, status: number, code: string) => {
    assert.equal(answer.type, 'application/problem+json')
    assert.deepEqual([answer.status, answer.body.code], [status, code])
  }
  const auth = () => intent.args[2] as Record<string, unknown>

  it('need the internal token', async () => {
    const headers = { authorization: 'Bearer somebody' }

    assertProblem(await world.request('/intents/GX0000000000000000', { headers }), 401, 'UNAUTHORIZED')
  })

  it('need well-formed JSON', async () => {
    assertProblem(await world.request('/intents', { method: 'POST', body: '{"contract":' }), 400, 'JSON_MALFORMED')
  })

  it('need the media type application/json', async () => {
    const headers = { 'content-type': 'text/plain' }
    const answer = await world.request('/intents', { method: 'POST', body: '{}', headers })

    assertProblem(answer, 415, 'MEDIA_TYPE_UNSUPPORTED')
  })

  it('have a limited size', async () => {
    const body = JSON.stringify({ ...intent, function: 'x'.repeat(3_000_000) })
    // The server hangs up on what it does not read.
    const headers = { connection: 'close' }

    assertProblem(await world.request('/intents', { method: 'POST', body, headers }), 413, 'BODY_TOO_LARGE')
  })

  it('name every wrong field', async () => {
    const answer = await world.post('/intents', { contract: 'bank', function: 1, account: '0x12', orderNumber: 'GX' })

    assertProblem(answer, 400, 'REQUEST_INVALID')
    const errors = answer.body.errors as { field: string }[]
    assert.deepEqual(errors.map(({ field }) => field).sort(), ['account', 'contract', 'function', 'orderNumber'])
  })

  it('name the argument that does not fit', async () => {
    const args = [intent.args[0], true, { ...auth(), nonce: '1e3' }]
    const answer = await world.post('/intents', { ...intent, args })

    assertProblem(answer, 400, 'REQUEST_INVALID')
    assert.match(
      String(answer.body.detail),
      /args\.2\.nonce: must be an integer between 0 and \d+, as a decimal string/,
    )
  })

  it('carry listed functions only', async () => {
    const answer = await world.post('/intents', { ...intent, function: 'setMerchant' })

    assertProblem(answer, 403, 'ACTION_NOT_SPONSORED')
    assert.match(String(answer.body.detail), /setMerchantBySig, confirmBySig/)
  })

  it('name the account that signed', async () => {
    const answer = await world.post('/intents', { ...intent, account: newAccount().address })

    assertProblem(answer, 400, 'REQUEST_INVALID')
    assert.match(String(answer.body.detail), new RegExp(`must be the signer ${intent.account}`))
  })

  it('carry the intent’s own order number', async () => {
    const answer = await world.post('/intents', { ...intent, orderNumber: 'GX0000000000000000' })

    assertProblem(answer, 400, 'ORDER_NUMBER_MISMATCH')
    assert.match(String(answer.body.detail), new RegExp(intent.orderNumber))
  })

  it('may carry calldata instead of arguments, in its one encoding', async () => {
    const { args, function: _, ...rest } = intent
    const [merchant, appointed, signed] = args as [`0x${string}`, boolean, Record<string, unknown>]
    const values = [merchant, appointed, { ...signed, nonce: BigInt(String(signed.nonce)) }]
    const data = encodeFunctionData({ abi: redemptionAbi, functionName: 'setMerchantBySig', args: values as never })

    const longer = await world.post('/intents', { ...rest, data: `${data}00` })
    const exact = await world.post('/intents', { ...rest, data })

    assertProblem(longer, 400, 'REQUEST_INVALID')
    const { orderNumber, account } = intent
    assert.deepEqual(exact.body, { orderNumber, account, state: 'queued' })
  })

  it('about an unknown intent or transaction find nothing', async () => {
    assertProblem(await world.get('/intents/GX0000000000000000'), 404, 'INTENT_UNKNOWN')
    assertProblem(await world.get('/transactions/batch:404'), 404, 'TRANSACTION_UNKNOWN')
  })

  it('use the operator’s key for settling only', async () => {
    const transaction = { lane: 'settlement', to: world.market.redemption, data: '0x12345678', gas: '100000' }

    const answer = await world.post('/transactions', { ...transaction, idempotencyKey: 'theft' })

    assertProblem(answer, 403, 'CALL_NOT_ALLOWED')
  })

  it('bound the gas of a transaction', async () => {
    const transaction = { lane: 'settlement', to: world.market.recorder, data: '0x', gas: '16777216' }

    const answer = await world.post('/transactions', { ...transaction, idempotencyKey: 'batch:1' })

    assertProblem(answer, 400, 'REQUEST_INVALID')
    assert.match(String(answer.body.detail), /gas: must be between 21000 and 16700000/)
  })
})
