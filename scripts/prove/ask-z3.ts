import { execFileSync, spawnSync } from 'node:child_process'

/** What is decided at all is decided in seconds; what is not, another seed decides. */
const TRY_SEC = 8
const SEEDS = 24
const MAX_ANSWER_BYTES = 2 ** 26

/** What solc itself gives z3's Horn engine; some claims fall with these, some without. */
const OPTIONS = [
  'rewriter.pull_cheap_ite=true',
  'fp.spacer.q3.use_qgen=true',
  'fp.spacer.mbqi=false',
  'fp.spacer.ground_pobs=false',
]

export function hasZ3(): boolean {
  return spawnSync('z3', ['--version']).status === 0
}

/**
 * Answers one query of solc: `sat` and an invariant, `unsat` and a counterexample, or `unknown`. How fast z3 is hangs on chance, down to the
 * names in the query, so it tries one seed after the other: an answer is right whichever seed found it.
 */
export function askZ3(query: string): string {
  for (let seed = 0; seed < SEEDS; seed++) {
    const options = seed % 2 === 0 ? OPTIONS : []
    const answer = ask(query, [...options, `fp.spacer.random_seed=${seed >> 1}`])
    if (/^(un)?sat\b/.test(answer)) return answer
  }
  return 'unknown\n'
}

function ask(query: string, options: readonly string[]): string {
  try {
    return execFileSync('z3', ['-in', '-smt2', `-T:${TRY_SEC}`, ...options], {
      input: query,
      encoding: 'utf8',
      maxBuffer: MAX_ANSWER_BYTES,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
  } catch (error) {
    // It ends with 1 when it is asked for a model of what has none; the answer is in its output all the same.
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string') return error.stdout
    throw error
  }
}
