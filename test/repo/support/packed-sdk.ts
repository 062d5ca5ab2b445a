import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const BIN = join(root, 'node_modules/.bin')
/** Documents of the package whose TypeScript blocks are whole programs. */
const DOCUMENTS = ['README.md', 'docs/guide.md', 'descriptors/README.md']
/** Where the examples look for the system. */
const DOCUMENTED_URL = 'http://127.0.0.1:3000'

/** The files of the package, as `npm pack` would publish them. */
export interface PackedSdk {
  tarball: string
  files: string[]
}

/** Builds and packs sdk/ into `dir`. */
export async function packSdk(dir: string): Promise<PackedSdk> {
  const args = ['pack', '--json', '--silent', '--pack-destination', dir]
  const env = { ...process.env, PATH: `${BIN}:${process.env.PATH}` }
  const { stdout } = await run('npm', args, { cwd: join(root, 'sdk'), env })
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as { filename: string; files: { path: string }[] }[]
  if (!packed) throw new Error(`npm pack told no package: ${stdout}`)
  return { tarball: join(dir, packed.filename), files: packed.files.map(({ path }) => path) }
}

/**
 * An empty project outside the workspace with the tarball installed, offline. The peer viem is the repository's, by a link:
 * npm would have to fetch it.
 */
export async function installSdk({ tarball }: PackedSdk, dir: string): Promise<string> {
  const project = join(dir, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  const args = ['install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', tarball]
  await run('npm', args, { cwd: project })
  symlinkSync(join(root, 'node_modules/viem'), join(project, 'node_modules/viem'))
  return project
}

/** Writes the documents' TypeScript examples into the project, speaking to `url`, and gives their names. */
export function writeExamples(project: string, url: string): string[] {
  const blocks = DOCUMENTS.flatMap((document) => {
    const text = readFileSync(join(project, 'node_modules/@genex/sdk', document), 'utf8')
    return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
  })
  return blocks.map((code, index) => {
    const name = `example-${index + 1}.ts`
    writeFileSync(join(project, name), code.replaceAll(DOCUMENTED_URL, url))
    return name
  })
}

/** Checks files of the project as a strict project of a user would; throws what the compiler says. */
export async function typeCheck(project: string, files: readonly string[]): Promise<void> {
  const compilerOptions = { target: 'ES2024', module: 'nodenext', strict: true, noEmit: true, types: [] }
  const config = { compilerOptions: { ...compilerOptions, lib: ['ES2024', 'DOM'] }, files }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
  await run(join(BIN, 'tsc'), ['-p', '.'], { cwd: project }).catch((error: unknown) => {
    const { stdout = '' } = error as { stdout?: string }
    throw new Error(`the examples do not type-check:\n${stdout}`, { cause: error })
  })
}

/** Runs a file of the project and gives what it printed. */
export async function runExample(project: string, file: string): Promise<string> {
  const { stdout } = await run(process.execPath, [file], { cwd: project, timeout: 120_000 })
  return stdout
}
