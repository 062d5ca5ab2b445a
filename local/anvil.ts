import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { BaseError } from '../kit/errors.ts'
import { STATE_COPY_MS, STATE_EVERY_SECOND_BYTES } from './limits.ts'
import type { ProcessSpec } from './managed-process.ts'
import { rpc } from './rpc.ts'

export interface ChainParameters {
  name: 'genex' | 'base'
  chainId: number
  port: number
  /** Arguments that choose the chain's rules. */
  rules: readonly string[]
}

/** Genex runs osaka rules (P-256 at 0x100 for 6,900 gas), Base the OP stack's. */
export const CHAINS = {
  genex: { chainId: 719_719, rules: ['--hardfork', 'osaka'] },
  base: { chainId: 84_538_453, rules: ['--network', 'optimism'] },
} as const

/** A local chain that keeps its state in `<dataDir>/<name>.json`. */
export function anvilSpec(chain: ChainParameters, dataDir: string): ProcessSpec {
  const state = join(dataDir, `${chain.name}-chain.json`)
  const url = `http://127.0.0.1:${chain.port}`
  return {
    name: chain.name,
    command: anvilBinary(),
    get args() {
      return [...anvilArguments(chain), '--state', state, '--state-interval', String(stateIntervalSec(state))]
    },
    // Older states of the chain go to the home directory otherwise and are never removed.
    env: { HOME: dataDir, PATH: process.env.PATH },
    stopSignal: 'SIGINT',
    isReady: async () => Number(await rpc(url, 'eth_chainId')) === chain.chainId,
    prepare: () => repairState(state),
  }
}

function anvilArguments({ chainId, port, rules }: ChainParameters): string[] {
  const place = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)]
  // safe = 2 blocks and finalized = 4 blocks behind the head, so that both tags mean something within seconds.
  return [...place, ...rules, '--block-time', '1', '--slots-in-an-epoch', '2', '--prune-history', '1000', '--silent']
}

/** The binary itself and not npm's wrapper, which would stay between us and its pid. */
export function anvilBinary(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json'))
  const cpu = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `@foundry-rs/anvil-${process.platform}-${cpu}`
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'anvil')
  } catch (error) {
    const details = `${name} is not installed; npm ci brings it on Linux and macOS (x64, arm64).`
    throw new BaseError('There is no anvil for this machine.', { code: 'ANVIL_MISSING', details, cause: error })
  }
}

function stateIntervalSec(state: string): number {
  const size = existsSync(state) ? statSync(state).size : 0
  return Math.max(1, Math.ceil(size / STATE_EVERY_SECOND_BYTES))
}

/** anvil writes its state in place, so a kill can leave half a file: then the last good copy is taken. */
function repairState(state: string): void {
  if (!existsSync(state) || isWhole(state)) return
  const copy = `${state}.copy`
  if (existsSync(copy)) copyFileSync(copy, state)
  else rmSync(state)
}

/** Copies a chain's state now and then; a copy counts only when it is whole. */
export function keepStateCopies(dataDir: string): () => void {
  const timer = setInterval(() => {
    for (const name of Object.keys(CHAINS)) {
      const state = join(dataDir, `${name}-chain.json`)
      if (!existsSync(state)) continue
      copyFileSync(state, `${state}.new`)
      if (isWhole(`${state}.new`)) renameSync(`${state}.new`, `${state}.copy`)
    }
  }, STATE_COPY_MS)
  return () => clearInterval(timer)
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, 'utf8'))
    return true
  } catch {
    return false
  }
}
