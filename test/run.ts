import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LongRecord } from './support/long-record.ts'

/**
 * `npm test`: every stage runs, also after a failure; the runners' closing lines are printed together at the end.
 * `npm test -- services` runs one stage. `npm run test:long` runs the random tests with their full counts, services by
 * directory, and writes what each stage came to into test/long.json as it ends; a stage that passed at this commit is not
 * run again unless it is named: `npm run test:long -- services/sequencer`.
 */
interface Stage {
  name: string
  command: string
  args: readonly string[]
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { long: { type: 'boolean' } } })
const isLong = values.long ?? false
const BIN = join(import.meta.dirname, '..', 'node_modules', '.bin')

/** A file that hangs fails instead of holding all others up; the slowest takes two and a half minutes, or one hour. */
const FILE_MS = isLong ? 7_200_000 : 600_000

const STAGES: readonly Stage[] = [
  { name: 'contracts', command: join(BIN, 'hardhat'), args: ['test', 'mocha'] },
  {
    name: 'solidity',
    command: join(BIN, 'hardhat'),
    args: ['test', 'solidity', ...(isLong ? ['--test-profile', 'long'] : [])],
  },
  ...serviceStages(),
  // Whole systems, one at a time: they fill two cores by themselves.
  { name: 'system', command: process.execPath, args: nodeTests('test/{e2e,faults,repo}/**/*.test.ts', 1) },
]

const isNamed = ({ name }: Stage) => positionals.some((wish) => name === wish || name.startsWith(`${wish}/`))
const unknown = positionals.filter((wish) => !STAGES.some(({ name }) => name === wish || name.startsWith(`${wish}/`)))
if (unknown.length > 0) {
  const known = STAGES.map(({ name }) => name)
  process.stderr.write(`Unknown stage: ${unknown.join(', ')}. Known: ${known.join(', ')}\n`)
  process.exit(1)
}

const record = isLong ? new LongRecord(join(import.meta.dirname, 'long.json')) : undefined
const commit = isLong ? describeCommit() : ''
const results = []
for (const stage of STAGES) {
  if (positionals.length > 0 ? !isNamed(stage) : record?.hasPassed(stage.name, commit)) continue
  const result = await run(stage)
  record?.add({ ...result, closing: result.closing.join(', '), date: new Date().toISOString(), commit })
  results.push(result)
}
for (const { name, isPassed, seconds, closing } of results) {
  process.stdout.write(`\n=== ${name}: ${isPassed ? 'passed' : 'FAILED'} in ${seconds} s\n${closing.join('\n')}\n`)
}
const isPassed = results.every((result) => result.isPassed)
process.stdout.write(`\ntests: ${isPassed ? 'all passed' : 'FAILED'}\n`)
process.exitCode = isPassed ? 0 : 1

/** One stage, or in a long run one for each directory: a run that is cut off then loses little. */
function serviceStages(): Stage[] {
  const stage = (name: string, pattern: string) => ({
    name,
    command: process.execPath,
    args: nodeTests(pattern, 2),
  })
  if (!isLong) return [stage('services', 'test/{services,conformance}/**/*.test.ts')]
  const directories = (path: string) =>
    readdirSync(join(import.meta.dirname, path), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const services = directories('services').map(({ name }) => name)
  // The sequencer's takes longer than all others together.
  const parts = services.flatMap((name) =>
    name === 'sequencer'
      ? ['sequencer/*', ...directories('services/sequencer').map((part) => `sequencer/${part.name}/**/*`)]
      : [`${name}/**/*`],
  )
  return [
    ...parts.map((part) => stage(`services/${part.replaceAll('/**/*', '')}`, `test/services/${part}.test.ts`)),
    stage('conformance', 'test/conformance/**/*.test.ts'),
  ]
}

function describeCommit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  const changes = git('status', '--porcelain', '--', '.', ':!test/long.json')
  return git('rev-parse', '--short=12', 'HEAD') + (changes === '' ? '' : '-dirty')
}

function nodeTests(pattern: string, concurrency: number): string[] {
  return ['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${FILE_MS}`, '--test-reporter=spec', pattern]
}

async function run({ name, command, args }: Stage) {
  process.stdout.write(`\n=== ${name}\n`)
  const startedAt = performance.now()
  const env = { ...process.env, NO_COLOR: '1', ...(isLong ? { LONG: '1' } : {}) }
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'inherit'], env })
  const tail: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text)
    tail.push(...text.split('\n'))
    tail.splice(0, tail.length - 400)
  })
  const [code] = await once(child, 'close')
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  return { name, isPassed: code === 0, seconds, closing: closingLines(tail) }
}

/** The counts that node:test, mocha and the Solidity runner end with. */
function closingLines(lines: readonly string[]): string[] {
  const isCount = (line: string) =>
    /^ℹ (tests|pass|fail|skipped)|^\s*\d+ (passing|failing|pending|passed|failed|skipped)/.test(line)
  return lines.filter(isCount).map((line) => line.trim())
}
