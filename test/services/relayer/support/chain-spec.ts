import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { anvilSpec, CHAINS } from '../../../../local/anvil.ts'
import type { ProcessSpec } from '../../../../local/managed-process.ts'
import { rpc } from '../../../../local/rpc.ts'

export type ChainKind = 'anvil' | 'hardhat' | 'busy'

/** The local chain as `npm start` runs it, but a block comes only when a test asks for one. */
export function quietAnvil(port: number, dir: string): ProcessSpec {
  const spec = anvilSpec({ name: 'genex', port, ...CHAINS.genex }, dir)
  const args = spec.args.filter((arg, index) => arg !== '--block-time' && spec.args[index - 1] !== '--block-time')
  return { ...spec, args: [...args, '--no-mining'] }
}

/** A block each second with room for 100 batches, and no state on disk: for load. */
export function busyAnvil(port: number, dir: string): ProcessSpec {
  const spec = anvilSpec({ name: 'genex', port, ...CHAINS.genex }, dir)
  const end = spec.args.indexOf('--state')
  return { ...spec, args: [...spec.args.slice(0, end), '--gas-limit', '1400000000'], prepare: async () => undefined }
}

/** Hardhat's node enforces the rules of replacement, anvil does not. */
export function quietHardhat(port: number): ProcessSpec {
  const require = createRequire(import.meta.url)
  const cli = join(dirname(require.resolve('hardhat/package.json')), 'dist/src/cli.js')
  const url = `http://127.0.0.1:${port}`
  return {
    name: 'hardhat',
    command: process.execPath,
    args: [cli, 'node', '--network', 'genex', '--hostname', '127.0.0.1', '--port', String(port)],
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stopSignal: 'SIGTERM',
    isReady: async () => (await rpc(url, 'evm_setAutomine', [false])) === true,
  }
}
