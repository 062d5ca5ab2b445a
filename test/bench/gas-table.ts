/** Where the gas of a trade goes; the parts add up to the whole. */
export interface GasBreakdown {
  intrinsicAndCalldata: number
  reads: number
  writes: number
  signatures: number
  transfers: number
  batchLog: number
  hashing: number
  codeAndMemory: number
}

const HEADINGS: Readonly<Record<keyof GasBreakdown, string>> = {
  intrinsicAndCalldata: 'intrinsic and calldata',
  reads: 'reads',
  writes: 'writes',
  signatures: 'ecrecover',
  transfers: 'Transfer',
  batchLog: 'batch log',
  hashing: 'keccak',
  codeAndMemory: 'code and memory',
}

/** The table of contracts/settlement/README.md. */
export function tableOf(breakdowns: Readonly<Record<string, GasBreakdown>>): string {
  const parts = Object.keys(HEADINGS) as (keyof GasBreakdown)[]
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const figure = (gas: number) => gas.toLocaleString('en-US')
  return [
    row(['of 50 trades, each', ...parts.map((part) => HEADINGS[part]), 'sum']),
    row(Array(parts.length + 2).fill('---')),
    ...Object.entries(breakdowns).map(([name, gas]) =>
      row([name, ...parts.map((part) => figure(gas[part])), figure(sumOf(gas))]),
    ),
  ].join('\n')
}

export function sumOf(parts: GasBreakdown): number {
  return Object.values(parts).reduce((sum: number, gas: number) => sum + gas, 0)
}
