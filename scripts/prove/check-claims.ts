import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { BaseError } from '../../kit/errors.ts'
import { askZ3 } from './ask-z3.ts'

const require = createRequire(import.meta.url)
const solc: Compiler = require('solc')
const ROOT = join(import.meta.dirname, '..', '..')
export const CLAIMS = 'test/prove/Conservation.sol'

/** Codes of solc's CHC engine: an assertion holds, or may not. */
const PROVEN = '9576'
const DOUBTED = '6328'

interface Compiler {
  compile(input: string, callbacks: Callbacks): string
}

interface Callbacks {
  import: (path: string) => { contents: string }
  smtSolver: (query: string) => { contents: string }
}

interface Finding {
  severity: string
  errorCode?: string
  message: string
  formattedMessage: string
  sourceLocation?: { start: number; end: number }
}

/** One `assert` of a contract: proven, refuted by a counterexample, or neither. */
export interface Verdict {
  assertion: string
  outcome: 'proven' | 'refuted' | 'undecided'
}

/** Sources by path, changed ones first: what is not named is read from the repository. */
export type Sources = ReadonlyMap<string, string>

/**
 * Has solc's CHC engine and z3 decide every assertion of a contract of claims.
 * @throws BaseError PROOF_NOT_COMPILED when the sources do not compile.
 */
export function checkClaims(contract: string, changed: Sources = new Map()): Verdict[] {
  const read = (path: string) => changed.get(path) ?? readFileSync(join(ROOT, path), 'utf8')
  const claims = read(CLAIMS)
  const input = {
    language: 'Solidity',
    sources: { [CLAIMS]: { content: claims } },
    settings: {
      outputSelection: {},
      modelChecker: {
        engine: 'chc',
        solvers: ['smtlib2'],
        targets: ['assert'],
        contracts: { [CLAIMS]: [contract] },
        showProvedSafe: true,
        showUnproved: true,
      },
    },
  }
  const output = solc.compile(JSON.stringify(input), {
    import: (path) => ({ contents: read(path) }),
    smtSolver: (query) => ({ contents: askZ3(query) }),
  })
  const { errors = [] } = JSON.parse(output) as { errors?: Finding[] }
  const failed = errors.find(({ severity }) => severity === 'error')
  if (failed)
    throw new BaseError('The claims do not compile.', { code: 'PROOF_NOT_COMPILED', details: failed.formattedMessage })
  return errors.flatMap((finding) => verdictOf(finding, claims))
}

function verdictOf({ errorCode, message, sourceLocation }: Finding, claims: string): Verdict[] {
  if (errorCode !== PROVEN && errorCode !== DOUBTED) return []
  const source = Buffer.from(claims).subarray(sourceLocation?.start, sourceLocation?.end).toString()
  const assertion = source.replace(/\s+/g, ' ')
  // "happens here" comes with a counterexample, "might happen here" means that z3 gave up.
  const outcome = errorCode === PROVEN ? 'proven' : message.includes('might happen') ? 'undecided' : 'refuted'
  return [{ assertion, outcome }]
}
