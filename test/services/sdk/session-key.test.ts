import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { p256 } from '@noble/curves/nist.js'
import { type Address, type Hex, hexToBytes, keccak256, recoverAddress, size, slice, toFunctionSelector } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { encodeIntentCall } from '../../../sdk/src/intent-call.ts'
import { openSessionKey, SESSION_TAG, walletSessionKey } from '../../../sdk/src/session-key.ts'
import { SESSION_INTENTS, sessionScope } from '../../../sdk/src/session-scope.ts'
import { createTradingKey } from '../../../sdk/src/trading-key.ts'

const DIGEST = keccak256('0x01')
const CORE: Address = '0x00000000000000000000000000000000000000c0'
const TILL: Address = '0x00000000000000000000000000000000000000d0'

describe('a session key', () => {
  it('of a wallet signs the digest behind the tag', async () => {
    const account = privateKeyToAccount(generatePrivateKey())
    const key = walletSessionKey(account)
    const signature = await key.sign(DIGEST)
    assert.equal(slice(signature, 0, 20), SESSION_TAG)
    assert.equal(await recoverAddress({ hash: DIGEST, signature: slice(signature, 20) }), key.address)
    assert.equal(key.kind, 0)
  })

  it('that cannot be copied signs with a low s, whatever the platform gives', async () => {
    const { key: tradingKey } = await createTradingKey()
    const key = openSessionKey(tradingKey)
    // Every second signature has a high s: that none of 16 has is the tag's doing.
    for (let i = 0; i < 16; i++) {
      const signature = await key.sign(DIGEST)
      assert.equal(size(signature), 148)
      const rs = hexToBytes(slice(signature, 20, 84))
      const point = hexToBytes(`0x04${slice(signature, 84).slice(2)}`)
      assert.ok(p256.verify(rs, hexToBytes(DIGEST), point, { lowS: true }))
    }
    assert.deepEqual([key.address, key.kind], [tradingKey.address, 1])
  })

  it('is given functions by the names of intents', () => {
    const addressOf = (contract: string) => (contract === 'redemption' ? TILL : CORE)
    const { targets, selectors } = sessionScope(['RequestCancelAll', 'ConfirmRedemption'], addressOf)
    assert.deepEqual(targets, [CORE, CORE, TILL])
    const auth = '(address,uint256,uint48,uint32,bytes)'
    assert.deepEqual(
      new Set(selectors),
      new Set([
        toFunctionSelector(`requestCancelAllBySig(${auth})`),
        toFunctionSelector(`cancelAllBySig(${auth},(uint48,bytes))`),
        toFunctionSelector(`confirmBySig((uint256,uint8,address,uint48),bytes,${auth})`),
      ]),
    )
    const all = sessionScope(SESSION_INTENTS, addressOf).selectors
    assert.equal(new Set(all).size, SESSION_INTENTS.length + 1)
  })

  it('is registered by a call that carries the whole struct', () => {
    const message = {
      account: CORE,
      key: TILL,
      kind: 0,
      expiry: 4_000_000_000,
      window: 3_600,
      windowLimit: 1n,
      totalLimit: 2n,
      targets: [CORE],
      selectors: ['0x12345678' as Hex],
      recipients: [],
      series: [7],
      nonce: 0n,
      deadline: 4_000_000_000,
      gasLimit: 1_000_000,
    }
    const { functionName, data } = encodeIntentCall({ name: 'RegisterSession', message, signature: '0x' })
    assert.equal(functionName, 'registerSessionBySig')
    assert.ok(data.includes('12345678'))
  })
})
