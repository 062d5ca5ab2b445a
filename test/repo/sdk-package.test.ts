import assert from 'node:assert/strict'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { bundle, entries, measureSdk, type SdkSize } from '../bench/sdk-size.ts'
import { temporaryDir } from '../services/relayer/support/places.ts'
import { installSdk, packSdk, runExample, typeCheck, writeExamples } from './support/packed-sdk.ts'

const MAX_CLIENT_BYTES = 40_000
const FEWEST_DESCRIPTORS = 26
/** As for gas: what grows by more says why, by a new snapshot. */
const TOLERANCE = 1.02
const root = join(import.meta.dirname, '../..')

/**
 * The package that `npm pack` makes of sdk/
 * ├── holds modules, types, descriptors and documents, and no sources
 * ├── installs in an empty project, where its examples type-check without Node's types
 * ├── gives every entry to a browser: no node: import, nothing bundled but its own modules
 * └── is as small as its snapshot
 */
describe('the SDK as a package', () => {
  const place = temporaryDir()
  let files: string[] = []
  let project = ''

  before(async () => {
    const packed = await packSdk(place.dir)
    files = packed.files
    project = await installSdk(packed, place.dir)
  })
  after(() => place.remove())

  it('holds a module and its types for every source, the documents and the licence', () => {
    const modules = entries().map((entry) => entry.replace(/\.ts$/, ''))
    const built = modules.flatMap((module) => [`dist/${module}.d.ts`, `dist/${module}.js`])
    const descriptors = globSync('descriptors/*', { cwd: join(root, 'sdk') })
    assert.ok(descriptors.length >= FEWEST_DESCRIPTORS)
    const documents = ['LICENSE', 'README.md', 'docs/guide.md', 'package.json', 'vectors/market-book.json']
    const expected = [...built, ...descriptors, ...documents]
    assert.deepEqual(files.toSorted(), expected.toSorted())
    assert.equal(readFileSync(join(root, 'sdk/LICENSE'), 'utf8'), readFileSync(join(root, 'LICENSE'), 'utf8'))
  })

  it('installs in an empty project, where the examples type-check', async () => {
    const examples = writeExamples(project, 'http://127.0.0.1:3000')
    assert.equal(examples.length, 4)
    await typeCheck(project, examples)
  })

  it('hands out descriptors that a project imports', async () => {
    const lines = [
      "import descriptor from '@genex/sdk/descriptors/eip712-Settlement.json' with { type: 'json' }",
      "import { typeKey } from '@genex/sdk/clear-signing/schema'",
      "import { orderTypes } from '@genex/sdk/typed-data/order'",
      "console.log(Object.keys(descriptor.display.formats).includes(typeKey('Order', orderTypes)))",
    ]
    writeFileSync(join(project, 'descriptor.js'), lines.join('\n'))
    assert.equal(await runExample(project, 'descriptor.js'), 'true\n')
  })

  it('refuses a wrong use of it by type', async () => {
    const wrong = "import { parseUsdc } from '@genex/sdk/money'\nexport const amount: number = parseUsdc('1.00')\n"
    writeFileSync(join(project, 'wrong.ts'), wrong)
    await assert.rejects(typeCheck(project, ['wrong.ts']), /'bigint' is not assignable to type 'number'/)
  })

  it('gives every entry to a browser', async () => {
    const { inputs } = await bundle(entries())
    const sources = Object.keys(inputs).filter((input) => input !== '<stdin>')
    assert.ok(sources.length >= 40)
    for (const source of sources) assert.match(source, /sdk\/src\/.*\.ts$/)
    const imported = Object.values(inputs).flatMap(({ imports }) => imports.filter(({ external }) => external))
    for (const { path } of imported) assert.match(path, /^viem(\/|$)/)
  })

  it('is as small as its snapshot, the client below its limit', async () => {
    const snapshot: SdkSize = JSON.parse(readFileSync(join(root, 'test/bench/snapshots/sdk-size.json'), 'utf8'))
    const size = await measureSdk()
    assert.ok(size.client < MAX_CLIENT_BYTES)
    for (const part of ['client', 'everything'] as const) {
      const told = `${part}: ${size[part]} bytes, the snapshot says ${snapshot[part]}`
      assert.ok(size[part] <= snapshot[part] * TOLERANCE, told)
    }
  })
})
