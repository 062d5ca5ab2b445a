import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { BaseError } from '../kit/errors.ts'
import { repairState } from './chain-state.ts'
import { STATE_EVERY_SECOND_BYTES } from './limits.ts'
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

export const stateFile = (name: ChainParameters['name'], dataDir: string) => join(dataDir, `${name}-chain.json`)

/** A local chain that keeps its state in `<dataDir>/<name>.json`. */
export function anvilSpec(chain: ChainParameters, dataDir: string): ProcessSpec {
  const state = stateFile(chain.name, dataDir)
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
