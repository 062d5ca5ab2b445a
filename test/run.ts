import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * `npm test`: every stage runs, also after a failure; the runners' closing lines are printed together at the end.
 * `npm test -- services` runs one stage. `npm run test:long` runs the random tests with their full counts and writes
 * test/long.json.
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
  { name: 'services', command: process.execPath, args: nodeTests('test/{services,conformance}/**/*.test.ts', 2) },
  // Whole systems, one at a time: they fill two cores by themselves.
  { name: 'system', command: process.execPath, args: nodeTests('test/{e2e,faults,repo}/**/*.test.ts', 1) },
]

const known = STAGES.map(({ name }) => name)
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`Unknown stage: ${unknown.join(', ')}. Known: ${known.join(', ')}\n`)
  process.exit(1)
}

const results = []
for (const stage of STAGES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  results.push(await run(stage))
}
for (const { name, isPassed, seconds, closing } of results) {
  process.stdout.write(`\n=== ${name}: ${isPassed ? 'passed' : 'FAILED'} in ${seconds} s\n${closing.join('\n')}\n`)
}
const isPassed = results.every((result) => result.isPassed)
process.stdout.write(`\ntests: ${isPassed ? 'all passed' : 'FAILED'}\n`)
if (isLong && isPassed) writeFileSync(join(import.meta.dirname, 'long.json'), `${JSON.stringify(results, null, 2)}\n`)
process.exitCode = isPassed ? 0 : 1

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
