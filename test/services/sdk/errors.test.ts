import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeErrorResult, parseAbi } from 'viem'
import { contractErrorCode, decodeContractError } from '../../../sdk/src/errors.ts'

const abi = parseAbi([
  'error Exits_NotMatured(uint40 maturesAt, uint256 now_)',
  'error Harness_Long(bytes payload)',
  'error Error(string message)',
  'error Panic(uint256 code)',
])

describe('contractErrorCode', () => {
  for (const [name, code] of [
    ['Exits_NotMatured', 'EXITS_NOT_MATURED'],
    ['ERC3009InvalidSignature', 'ERC3009_INVALID_SIGNATURE'],
    ['ERC20InsufficientBalance', 'ERC20_INSUFFICIENT_BALANCE'],
    ['InvalidAccountNonce', 'INVALID_ACCOUNT_NONCE'],
  ] as const) {
    it(`writes ${name} as ${code}`, () => assert.equal(contractErrorCode(name), code))
  }
})

describe('decodeContractError', () => {
  it('gives the code and the values by name', () => {
    const data = encodeErrorResult({ abi, errorName: 'Exits_NotMatured', args: [12, 7n] })

    const detail = 'Exits_NotMatured(maturesAt: 12, now_: 7)'
    assert.deepEqual(decodeContractError(abi, data), { code: 'EXITS_NOT_MATURED', detail })
  })

  it('names an error whose data was cut off', () => {
    const data = encodeErrorResult({ abi, errorName: 'Harness_Long', args: [`0x${'00'.repeat(500)}`] })

    const cut = data.slice(0, 522) as `0x${string}`
    assert.deepEqual(decodeContractError(abi, cut), { code: 'HARNESS_LONG', detail: 'Harness_Long' })
  })

  it('gives the text of a plain revert', () => {
    const data = encodeErrorResult({ abi, errorName: 'Error', args: ['not today'] })

    assert.deepEqual(decodeContractError(abi, data), { code: 'REVERTED', detail: 'not today' })
  })

  it('gives the selector of an error it does not know', () => {
    assert.deepEqual(decodeContractError(abi, '0xdeadbeef'), { code: 'CONTRACT_ERROR_UNKNOWN', detail: '0xdeadbeef' })
  })

  it('says when there is no reason', () => {
    assert.equal(decodeContractError(abi, '0x').code, 'REVERTED_WITHOUT_REASON')
  })
})
