import { execFileSync, spawnSync } from 'node:child_process'

/** The hardest proof takes z3 4.8 about four seconds; a busy machine gets thirty times that. */
const TIMEOUT_SEC = 120
const MAX_ANSWER_BYTES = 2 ** 26

/** What solc itself gives Z3's Horn engine: without it the fees are not proven. */
const OPTIONS = [
  'rewriter.pull_cheap_ite=true',
  'fp.spacer.q3.use_qgen=true',
  'fp.spacer.mbqi=false',
  'fp.spacer.ground_pobs=false',
]

export function hasZ3(): boolean {
  return spawnSync('z3', ['--version']).status === 0
}

/** Answers one query of solc: `sat` and an invariant, `unsat` and a counterexample, or `unknown`. */
export function askZ3(query: string): string {
  try {
    return execFileSync('z3', ['-in', '-smt2', `-T:${TIMEOUT_SEC}`, ...OPTIONS], {
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
