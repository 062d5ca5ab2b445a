import { messageOf } from '../kit/errors.ts'
import { hasZ3 } from './prove/ask-z3.ts'
import { CLAIMS, checkClaims, type Verdict } from './prove/check-claims.ts'
import { missingCalls } from './prove/deployed-code.ts'
import { MUTANTS, sourcesOf } from './prove/mutants.ts'

/** Contracts of claims, and what they say in words. */
const CLAIMED: Record<string, string> = {
  BuyerFee: 'a buyer pays price and fee, to the unit',
  SellerFee: 'a seller gets price less fee, to the unit',
  Resale: 'a resale never changes the sum of both accounts’ cash and the fees',
  FirstSale: 'a first sale never changes the sum of the buyer’s cash and the held money',
  Fill: 'a fill counts what was filled before and keeps to the signed quantity',
}

/**
 * `npm run prove`: proves the conservation of money and of signed quantities on the code that `settle` runs, and that bugs put into that
 * code are refuted. Ends with 1 when anything is not proven, or a bug is not found.
 */
function main(): boolean {
  if (!hasZ3()) {
    say('prove: z3 is not installed. On Debian or Ubuntu: apt-get install z3')
    return false
  }
  const missing = missingCalls()
  for (const call of missing) say(`FAILED    the core does not run what is proven any more: ${call}`)
  const areProven = Object.entries(CLAIMED).map(([contract, words]) => prove(contract, words))
  const areRefuted = MUTANTS.map((mutant) => {
    const verdicts = checkClaims(mutant.contract, sourcesOf(mutant))
    const found = verdicts.find(({ outcome }) => outcome === 'refuted')
    say(`${found ? 'refuted ' : 'MISSED  '}  bug: ${mutant.bug}${found ? `, by ${found.assertion}` : ''}`)
    return found !== undefined
  })
  const isPassed = missing.length === 0 && [...areProven, ...areRefuted].every(Boolean)
  const counts = `${areProven.length} claims of ${CLAIMS}, ${areRefuted.length} injected bugs`
  say(isPassed ? `prove: all proven, all bugs refuted (${counts})` : `prove: FAILED (${counts})`)
  return isPassed
}

/** Every assertion of the contract must be proven, and there must be some. */
function prove(contract: string, words: string): boolean {
  const verdicts = checkClaims(contract)
  const open = verdicts.filter(({ outcome }) => outcome !== 'proven')
  const isProven = verdicts.length > 0 && open.length === 0
  say(`${isProven ? 'proven  ' : 'FAILED  '}  ${words}: ${contract}, ${countOf(verdicts)}`)
  for (const { assertion, outcome } of open) say(`          ${outcome}: ${assertion}`)
  return isProven
}

function countOf(verdicts: readonly Verdict[]): string {
  return verdicts.length === 1 ? '1 assertion' : `${verdicts.length} assertions`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

try {
  process.exitCode = main() ? 0 : 1
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
}
