import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type LocalOptions, REPOSITORY_DIR } from './config.ts'
import type { LocalEnvironment } from './environment.ts'
import type { ProcessSpec } from './managed-process.ts'
import { answersOk } from './until.ts'

/** Our own services, as the same entry points that run in production. */
export function serviceSpecs(options: LocalOptions, environment: LocalEnvironment): ProcessSpec[] {
  const { ports } = options
  const service = (name: string, entry: string, port: number): ProcessSpec => ({
    name,
    command: process.execPath,
    args: [join(REPOSITORY_DIR, entry)],
    cwd: REPOSITORY_DIR,
    env: environment,
    stopSignal: 'SIGTERM',
    isReady: () => answersOk(`http://127.0.0.1:${port}/readyz`),
  })
  return [
    ponderSpec(ports.PONDER_PORT, environment),
    service('relayer', 'relayer/main.ts', ports.RELAYER_PORT),
    service('sequencer', 'relayer/sequencer/main.ts', ports.SEQUENCER_PORT),
    service('api', 'api/main.ts', ports.API_PORT),
  ]
}

function ponderSpec(port: number, environment: LocalEnvironment): ProcessSpec {
  const require = createRequire(import.meta.url)
  const binary = join(dirname(require.resolve('ponder/package.json')), 'dist', 'esm', 'bin', 'ponder.js')
  const root = join(REPOSITORY_DIR, 'ponder')
  const place = ['--port', String(port), '--hostname', '127.0.0.1']
  const schemas = ['--schema', schemaOf(root), '--views-schema', 'live']
  return {
    name: 'ponder',
    command: process.execPath,
    args: [binary, '--root', root, '--log-format', 'json', 'start', ...place, ...schemas],
    cwd: root,
    env: environment,
    stopSignal: 'SIGTERM',
    isReady: () => answersOk(`http://127.0.0.1:${port}/ready`),
  }
}

/** Ponder wants a new schema for new code, so the schema's name is the code's hash. */
function schemaOf(root: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const sources = files.filter((file) => !/^(generated|\.ponder|node_modules)|ponder-env/.test(file))
  for (const file of sources.toSorted()) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  return `genex_${hash.digest('hex').slice(0, 8)}`
}
