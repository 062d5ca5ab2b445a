import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RpcRequestError } from 'viem'
import { classifySendError, type SendResult } from '../../../relayer/outbox/send-result.ts'

/** What nodes say, word for word: anvil 1.7, Hardhat's EDR, geth, Erigon, Nethermind, Besu, reth. */
const ANSWERS: readonly (readonly [string, SendResult])[] = [
  ['transaction already imported', 'accepted'],
  ['already known', 'accepted'],
  ['Known transaction: 0xf8fb7c0aa3e1e4e4e8cf1d1a5d2f3b4c', 'accepted'],
  ['AlreadyKnown', 'accepted'],
  ['nonce too low', 'nonceUsed'],
  ['nonce too low: next nonce 5, tx nonce 4', 'nonceUsed'],
  ['Transaction nonce too low. Expected nonce to be at least 1 but got 0.', 'nonceUsed'],
  ['OldNonce', 'nonceUsed'],
  ['replacement transaction underpriced', 'feeTooLow'],
  ['Replacement transaction underpriced. A gasPrice/maxFeePerGas of at least 11000000000 is necessary', 'feeTooLow'],
  ['could not replace existing tx', 'feeTooLow'],
  ['transaction underpriced', 'feeTooLow'],
  ['max fee per gas less than block base fee', 'feeTooLow'],
  ['Transaction maxFeePerGas (1) is too low for the next block, which has a baseFeePerGas of 7', 'feeTooLow'],
  ['insufficient funds for gas * price + value', 'later'],
  ["Sender doesn't have enough funds to send tx", 'later'],
  ['txpool is full', 'later'],
  ['Nonce too high. Expected nonce to be 3 but got 9.', 'later'],
  ['something nobody has said before', 'later'],
  ['intrinsic gas too low', 'rejected'],
  ['exceeds block gas limit', 'rejected'],
  ['Transaction gas limit is 20000000 and exceeds transaction gas cap of 16777216', 'rejected'],
  ['invalid chain id for signer: have 1 want 2', 'rejected'],
  ['oversized data', 'rejected'],
]

describe('classifySendError', () => {
  for (const [answer, result] of ANSWERS) {
    it(`reads "${answer}" as ${result}`, () => {
      assert.equal(classifySendError(rpcError(answer)), result)
    })
  }

  it('reads no answer as unreachable', () => {
    assert.equal(classifySendError(new TypeError('fetch failed')), 'unreachable')
  })
})

function rpcError(message: string): Error {
  return new RpcRequestError({ body: {}, url: 'http://127.0.0.1', error: { code: -32000, message } })
}
