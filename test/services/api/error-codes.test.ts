import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { errorSections } from '../../../api/docs/error-page.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const documented = new Set(errorSections().flatMap(({ docs }) => docs.map(([code]) => code)))

/** How the services name codes in their sources; each pattern's first group is the code without its prefix. */
const PATTERNS: readonly { files: string; pattern: RegExp; prefix?: string }[] = [
  {
    files: '{{api,kit,relayer,mapping,payments}/**,sdk/src,sdk/src/client}/*.ts',
    pattern: /\bcode: '([A-Z][A-Z0-9_]+)'/g,
  },
  // The twin of settle speaks in the core's skip codes, which orders are told with a prefix.
  { files: 'sdk/src/settle/*.ts', pattern: /\bcode: '([A-Z][A-Z0-9_]+)'/g, prefix: 'ORDER_' },
  { files: '{api,kit,relayer}/**/*.ts', pattern: /\? '([A-Z][A-Z0-9]*_[A-Z0-9_]+)'/g },
  { files: 'api/**/*.ts', pattern: /(?:refusal|notFoundError)\(\s*'([A-Z_]+)'/g },
  { files: 'payments/**/*.ts', pattern: /\brefuse\(\s*'([A-Z0-9_]+)'/g },
  { files: 'payments/**/*.ts', pattern: /\breason: '([A-Z0-9_]+)'/g },
  { files: 'mapping/signer/*.ts', pattern: /\brefuse\(\s*'([A-Z0-9_]+)'/g },
  { files: 'relayer/sequencer/cosign/*.ts', pattern: /refusal\(\s*'([A-Z_]+)'/g, prefix: 'CO_SIGNATURE_' },
  { files: 'relayer/sequencer/**/*.ts', pattern: /\breject\(\s*'([A-Z_]+)'/g, prefix: 'ORDER_' },
]
/** Words of the client library and of starts on a developer's machine, which no service answers with. */
const ELSEWHERE = new Set(['NOT_A_PROBLEM'])

function codesIn({ files, pattern, prefix = '' }: (typeof PATTERNS)[number]): string[] {
  return globSync(files, { cwd: root, exclude: (name) => name === 'node_modules' }).flatMap((file) =>
    [...readFileSync(`${root}/${file}`, 'utf8').matchAll(pattern)].map(([, code = '']) =>
      prefix === '' || code.startsWith(prefix) ? code : `${prefix}${code}`,
    ),
  )
}

function listOf(file: string, name: string): string[] {
  const list = new RegExp(`${name} = \\[([^\\]]+)\\]`).exec(readFileSync(`${root}/${file}`, 'utf8'))?.[1] ?? ''
  return [...list.matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code)
}

describe('the page of errors', () => {
  for (const source of PATTERNS) {
    it(`explains every code that ${source.files} names by ${source.pattern.source}`, () => {
      const codes = codesIn(source)
      assert.ok(codes.length >= 4, `only ${codes.length} codes were found`)
      assert.deepEqual(
        codes.filter((code) => !documented.has(code) && !ELSEWHERE.has(code)),
        [],
      )
    })
  }

  it('explains every refusal of the engine', () => {
    const codes = listOf('relayer/sequencer/engine/types.ts', 'rejectCodes').filter((code) => code !== 'NONE')
    assert.ok(codes.length > 20)
    const told = codes.map((code) => (code.startsWith('ORDER_') ? code : `ORDER_${code}`))
    assert.deepEqual(
      told.filter((code) => !documented.has(code)),
      [],
    )
  })

  it('explains the errors of every contract', () => {
    for (const code of ['EXITS_NOT_MATURED', 'CASH_INSUFFICIENT', 'ERC3009_INVALID_SIGNATURE', 'ISSUER_WRONG_STATUS'])
      assert.ok(documented.has(code), code)
  })

  it('has a title, what happened and what to do next for each', () => {
    for (const { docs } of errorSections())
      for (const [code, { title, happened, next }] of docs)
        assert.ok(title.length > 5 && happened.length > 10 && next.length > 5, code)
  })
})
