import { readFileSync } from 'node:fs'
import { parseUsdc } from '../../../../sdk/src/money.ts'

const TEXT = readFileSync(new URL('../../../../contracts/settlement/MATCHING.md', import.meta.url), 'utf8')

/**
 * Amounts of a scenario of contracts/settlement/MATCHING.md: test and text use the same, or the test fails.
 * @returns Reads an amount as the text writes it.
 */
export function amountsOf(heading: string): (amount: string) => bigint {
  const section = TEXT.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))
  if (!section) throw new Error(`MATCHING.md has no scenario "${heading}"`)
  return (amount) => {
    if (!new RegExp(`(?<![\\d.,])${amount.replaceAll('.', '\\.')}(?![\\d]|[.,]\\d)`).test(section)) {
      throw new Error(`the scenario "${heading}" does not say ${amount}`)
    }
    return parseUsdc(amount.replaceAll(',', ''))
  }
}
