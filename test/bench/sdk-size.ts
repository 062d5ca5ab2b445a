import { globSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'

const source = join(import.meta.dirname, '../../sdk/src')
/** What a page imports to trade. */
const CLIENT_ENTRY = 'client/client.ts'

/** Bytes after gzip, minified, without viem. */
export interface SdkSize {
  client: number
  /** Every module of the package in one bundle: the bound for whoever imports everything. */
  everything: number
}

/** `npm run --silent bench -- sdk-size` prints it; the snapshot is committed. */
export async function measureSdk(): Promise<SdkSize> {
  return { client: (await bundle([CLIENT_ENTRY])).bytes, everything: (await bundle(entries())).bytes }
}

/** Modules of the package, by path below sdk/src. */
export function entries(): string[] {
  return globSync('**/*.ts', { cwd: source }).toSorted()
}

/** Bundles for a browser, which fails on a module that only Node has. */
export async function bundle(files: readonly string[]): Promise<{ bytes: number; inputs: Metafile['inputs'] }> {
  const lines = files.map((file, index) => `export * as e${index} from './${file}'`)
  const [only] = files
  const result = await build({
    stdin: { contents: files.length === 1 ? `export * from './${only}'` : lines.join('\n'), resolveDir: source },
    external: ['viem', 'viem/*'],
    platform: 'browser',
    format: 'esm',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const [output] = result.outputFiles
  return { bytes: gzipSync(output?.contents ?? '', { level: 9 }).length, inputs: result.metafile.inputs }
}
