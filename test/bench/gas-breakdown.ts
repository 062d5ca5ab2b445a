import { connection } from '../contracts/settlement/fixture.ts'
import { type GasBreakdown, sumOf } from './gas-table.ts'

/** A step of `debug_traceTransaction` as EDR and geth report it. */
interface Step {
  op: string
  depth: number
  gas: string | number
  gasCost: string | number
}

/** What an instruction is counted as; all others are code and memory. The only calls of a plain batch are those of ecrecover. */
const PART_OF: Readonly<Record<string, keyof GasBreakdown>> = {
  SLOAD: 'reads',
  SSTORE: 'writes',
  STATICCALL: 'signatures',
  LOG4: 'transfers',
  LOG2: 'batchLog',
  KECCAK256: 'hashing',
}

/** Gas per trade of a settled batch by what it was paid for, from the instructions that ran. */
export async function breakDown(transactionHash: string, gasUsed: bigint, trades: number): Promise<GasBreakdown> {
  const options = { disableMemory: true, disableStack: true, disableStorage: true }
  const trace: unknown = await connection.provider.request({
    method: 'debug_traceTransaction',
    params: [transactionHash, options],
  })
  const steps = stepsOf(trace).filter(({ depth }) => depth === 1)
  const total: GasBreakdown = {
    intrinsicAndCalldata: 0,
    reads: 0,
    writes: 0,
    signatures: 0,
    transfers: 0,
    batchLog: 0,
    hashing: 0,
    codeAndMemory: 0,
  }
  let spent = 0
  steps.forEach((step, index) => {
    const next = steps[index + 1]
    const gas = next ? Number(step.gas) - Number(next.gas) : Number(step.gasCost)
    total[PART_OF[step.op] ?? 'codeAndMemory'] += gas
    spent += gas
  })
  total.intrinsicAndCalldata = Number(gasUsed) - spent
  return perTrade(total, Number(gasUsed), trades)
}

/** Rounded so that the parts add up to the rounded whole: the rest goes to code and memory. */
function perTrade(total: GasBreakdown, gasUsed: number, trades: number): GasBreakdown {
  const parts = Object.fromEntries(
    Object.entries(total).map(([part, gas]) => [part, Math.round(gas / trades)]),
  ) as unknown as GasBreakdown
  const others = sumOf({ ...parts, codeAndMemory: 0 })
  return { ...parts, codeAndMemory: Math.round(gasUsed / trades) - others }
}

function stepsOf(trace: unknown): Step[] {
  if (!(typeof trace === 'object' && trace && 'structLogs' in trace && Array.isArray(trace.structLogs))) {
    throw new Error('the node returned no trace')
  }
  return trace.structLogs
}
