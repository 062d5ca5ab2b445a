import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Address, getAbiItem, type Hex, toFunctionSelector } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { accountRegistryAbi } from '../../../sdk/src/abi/account-registry.gen.ts'
import { redemptionAbi } from '../../../sdk/src/abi/redemption.gen.ts'
import { orderNumberOf } from '../../../sdk/src/ids.ts'
import { encodeIntentCall, type SignedIntent } from '../../../sdk/src/intent-call.ts'
import { openSessionKey, SESSION_GAS, type SessionKey } from '../../../sdk/src/session-key.ts'
import { createTradingKey } from '../../../sdk/src/trading-key.ts'
import { domainOf } from '../../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, type IntentName } from '../../../sdk/src/typed-data/intents.ts'
import { type AccountWorld, createAccountWorld } from './support/account-world.ts'
import { CHAIN_ID, type IntentBody, newAccount } from './support/intent.ts'

const FAR_SEC = 4_000_000_000

/** Sessions as the relayer carries them, with a key that WebCrypto made and nobody can copy, on a real node. */
describe('Session keys through the relayer', () => {
  const account = newAccount()
  let world: AccountWorld
  let key: SessionKey
  let nonce = 0n
  before(async () => {
    world = await createAccountWorld()
    key = openSessionKey((await createTradingKey()).key)
  })
  after(() => world?.end())

  async function submit(name: IntentName, fields: object, signer: PrivateKeyAccount | SessionKey): Promise<IntentBody> {
    const { contract, gasLimit } = INTENTS[name]
    const domain = domainOf(contract, CHAIN_ID, contract === 'redemption' ? world.till : world.registry)
    const tail = { nonce: ++nonce << 64n, deadline: FAR_SEC, gasLimit: gasLimit + SESSION_GAS }
    const message: SignedIntent['message'] = { account: account.address, ...fields, ...tail }
    const hash = hashIntent(domain, name, message)
    const signature = 'kind' in signer ? await signer.sign(hash) : await signer.sign({ hash })
    const { functionName, data } = encodeIntentCall({ name, message, signature })
    const body = { contract, function: functionName, data, account: account.address, orderNumber: orderNumberOf(hash) }
    const answer = await world.post('/intents', body)
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
    return body as unknown as IntentBody
  }

  async function isLive(): Promise<boolean> {
    const question = {
      abi: accountRegistryAbi,
      functionName: 'sessionOf',
      args: [account.address, key.address],
    } as const
    return (await world.market.client.readContract({ address: world.registry, ...question })).isLive
  }

  async function register(targets: Address[], selectors: Hex[]): Promise<void> {
    const { timestamp } = await world.market.client.getBlock()
    const limits = { window: 3_600, windowLimit: 1_000_000n, totalLimit: 5_000_000n }
    const terms = { key: key.address, kind: key.kind, expiry: Number(timestamp) + 86_400, ...limits }
    const scope = { targets, selectors, recipients: [], series: [] }
    const intent = await submit('RegisterSession', { ...terms, ...scope }, account)
    await world.intentIs(intent, 'executed', { mining: true })
  }

  it('are registered, refused out of what is open, and revoked', async () => {
    const setMerchant = toFunctionSelector(getAbiItem({ abi: redemptionAbi, name: 'setMerchantBySig' }))
    await register([world.till], [setMerchant])
    assert.equal(await isLive(), true)

    const appointment = await submit('SetMerchant', { merchant: key.address, appointed: true }, key)
    const refused = await world.intentIs(appointment, 'refused', { mining: true })
    assert.equal(refused.code, 'SESSIONS_NOT_OPEN')

    const takeover = await submit('EndSessions', {}, key)
    assert.equal((await world.intentIs(takeover, 'refused', { mining: true })).code, 'SESSIONS_NOT_OPEN')

    const end = await submit('RevokeSession', { key: key.address }, account)
    await world.intentIs(end, 'executed', { mining: true })
    assert.equal(await isLive(), false)
    const late = await submit('SetMerchant', { merchant: key.address, appointed: true }, key)
    assert.equal((await world.intentIs(late, 'refused', { mining: true })).code, 'SESSIONS_UNKNOWN')
  })
})
