import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** `npm run check`: everything a tool can say about the code without running it. All checks run; one failure fails. */
const CHECKS: readonly { name: string; command: string; args: readonly string[] }[] = [
  { name: 'biome', command: 'biome', args: ['ci', '--colors=off', '--max-diagnostics=50', '--error-on-warnings'] },
  { name: 'prettier', command: 'prettier', args: ['--check', 'contracts/**/*.sol', 'test/**/*.sol'] },
  { name: 'solhint', command: 'solhint', args: ['--max-warnings', '0', 'contracts/**/*.sol'] },
  // Tests import the contracts' types, so the build comes first.
  { name: 'build', command: 'hardhat', args: ['build', '--quiet', '--no-tests'] },
  { name: 'types', command: 'tsc', args: ['-p', '.'] },
  { name: 'unused', command: 'knip', args: [] },
  { name: 'generated', command: 'node', args: ['scripts/generate.ts', '--check'] },
]

const failed: string[] = []
for (const { name, command, args } of CHECKS) {
  const startedAt = performance.now()
  const { code, output } = await run(command, args)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds} s\n`)
  if (code === 0) continue
  process.stdout.write(`${output}\n`)
  failed.push(name)
}
process.stdout.write(failed.length === 0 ? 'check: all passed\n' : `check: failed: ${failed.join(', ')}\n`)
process.exitCode = failed.length === 0 ? 0 : 1

async function run(command: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = await once(child, 'close')
  return { code, output: Buffer.concat(chunks).toString() }
}
