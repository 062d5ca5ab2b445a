import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isAddressOrBlock, isAllowed } from '../../../api/domain/api-keys/ip-allow-list.ts'
import { NonceStore } from '../../../api/domain/api-keys/nonces.ts'
import { scopeFor } from '../../../api/domain/api-keys/scopes.ts'
import { MAX_NONCES, SIGNATURE_WINDOW_SEC } from '../../../api/limits.ts'

const NOW = 1_800_000_000

describe('the nonces of an API key', () => {
  it('are remembered as long as a signature with them could be taken, and no longer', () => {
    const nonces = new NonceStore()
    assert.ok(nonces.spend('k', 'n', NOW, NOW))
    assert.ok(!nonces.spend('k', 'n', NOW, NOW + SIGNATURE_WINDOW_SEC))
    assert.ok(nonces.spend('k', 'other', NOW + 6, NOW + SIGNATURE_WINDOW_SEC + 1))
    assert.equal(nonces.size, 1)
  })

  it('of a signature from ahead of our clock are remembered until it is past', () => {
    const nonces = new NonceStore()
    assert.ok(nonces.spend('k', 'n', NOW + 5, NOW))
    assert.ok(!nonces.spend('k', 'n', NOW + 5, NOW + 10))
  })

  it('fill no memory: when there is no room nothing is taken, and later there is', () => {
    const nonces = new NonceStore()
    for (let i = 0; i < MAX_NONCES; i++) nonces.spend('k', String(i), NOW, NOW)
    assert.throws(() => nonces.spend('k', 'one more', NOW, NOW), { code: 'API_NONCES_FULL' })
    assert.ok(!nonces.spend('k', '7', NOW, NOW))
    assert.ok(nonces.spend('k', 'one more', NOW + 6, NOW + 6))
    assert.equal(nonces.size, 1)
  })
})

describe('an allow-list', () => {
  const cases: [list: string[], address: string, isAllowed: boolean][] = [
    [[], '203.0.113.9', true],
    [['192.0.2.0/24'], '192.0.2.255', true],
    [['192.0.2.0/24'], '192.0.3.0', false],
    [['192.0.2.7'], '192.0.2.7', true],
    [['192.0.2.7'], '::ffff:192.0.2.7', true],
    [['2001:db8::/32'], '2001:db8:1::5', true],
    [['2001:db8::/32'], '2001:db9::5', false],
    [['0.0.0.0/0'], '2001:db8::1', false],
    [['0.0.0.0/0'], 'unknown', false],
  ]
  for (const [list, address, expected] of cases) {
    it(`${list.join(' ') || 'of none'} ${expected ? 'lets' : 'keeps'} ${address} ${expected ? 'in' : 'out'}`, () => {
      assert.equal(isAllowed(list, address), expected)
    })
  }

  it('holds addresses and blocks only', () => {
    for (const text of ['192.0.2.1', '192.0.2.0/32', '::1', '2001:db8::/128']) assert.ok(isAddressOrBlock(text), text)
    for (const text of ['', '1.2.3', '1.2.3.4/', '1.2.3.4/-1', '1.2.3.4/33', '::/129', 'a.test', '1.2.3.4/1/1'])
      assert.ok(!isAddressOrBlock(text), text)
  })
})

describe('the scope that an operation needs', () => {
  const cases: [method: string, path: string, scope: string | undefined][] = [
    ['POST', '/api/v1/mm/batch-orders', 'mm'],
    ['GET', '/api/v1/mm/orders', 'read'],
    ['POST', '/api/v1/orders', 'trade'],
    ['POST', '/api/v1/orders/cancel-all', 'trade'],
    ['POST', '/api/v1/orders/on-chain-cancel', undefined],
    ['POST', '/api/v1/orders/on-chain-cancel-all', undefined],
    ['GET', '/api/v1/portfolio', 'read'],
    ['GET', '/api/v1/api-keys', undefined],
    ['POST', '/api/v1/api-keys', undefined],
    ['POST', '/api/v1/withdrawals', undefined],
    ['POST', '/api/v1/auth/sign-out', undefined],
    ['POST', '/api/v1/mmx', undefined],
    ['DELETE', '/api/v1/orders', undefined],
  ]
  for (const [method, path, scope] of cases) {
    it(`${method} ${path}: ${scope ?? 'none will do'}`, () => assert.equal(scopeFor(method, path), scope))
  }
})
