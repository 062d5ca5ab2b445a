import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { bookChecksum, checksumText, type Level } from '../../../sdk/src/market-data/checksum.ts'
import { MarketBook } from '../../../sdk/src/market-data/market-book.ts'
import type { StreamDelta, StreamLevel, StreamSnapshot } from '../../../sdk/src/market-data/stream-messages.ts'
import { parseUsdc } from '../../../sdk/src/money.ts'

interface Vectors {
  books: { name: string; bids: StreamLevel[]; asks: StreamLevel[]; text: string; checksum: number }[]
  session: {
    messages: [StreamSnapshot, ...StreamDelta[]]
    book: { sequence: number; bids: StreamLevel[]; asks: StreamLevel[] }
  }
}

const root = new URL('../../../', import.meta.url)
const vectors: Vectors = JSON.parse(readFileSync(new URL('sdk/vectors/market-book.json', root), 'utf8'))

describe('the published vectors of the market data', () => {
  for (const { name, bids, asks, text, checksum } of vectors.books) {
    it(`hold for ${name}`, () => {
      assert.equal(checksumText(levels(bids), levels(asks)), text)
      assert.equal(bookChecksum(levels(bids), levels(asks)), checksum)
    })
  }

  it('hold for a session of a snapshot and its deltas', () => {
    const { messages, book: expected } = vectors.session
    const [snapshot, ...deltas] = messages
    const book = new MarketBook({
      sequence: snapshot.sequence,
      bids: levels(snapshot.bids),
      asks: levels(snapshot.asks),
    })
    assert.equal(book.checksum, snapshot.checksum)
    for (const { bids, asks, ...delta } of deltas)
      assert.equal(book.apply({ ...delta, bids: levels(bids), asks: levels(asks) }), 'applied')
    const { sequence, bids, asks } = expected
    assert.deepEqual([book.sequence, book.bids(), book.asks()], [sequence, levels(bids), levels(asks)])
  })

  it('hold as the protocol’s description runs them, without anything of ours', () => {
    const readme = readFileSync(new URL('api/stream/README.md', root), 'utf8')
    const code = /```js\n([\s\S]+?)```/.exec(readme)?.[1] ?? ''
    const told = [...code.matchAll(/console\.log\(.*\) \/\/ (.+)/g)].map(([, output]) => output)
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' })
    assert.equal(told.length, 2)
    assert.deepEqual(output.trim().split('\n'), told)
  })
})

function levels(side: readonly StreamLevel[]): Level[] {
  return side.map(({ price, quantity, orders }) => ({ priceUsdc6: parseUsdc(price), quantity, orders }))
}
