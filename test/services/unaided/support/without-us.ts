import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Hex } from 'viem'
import { rpc } from '../../../../local/rpc.ts'
import { settlementAbi } from '../../../../sdk/src/abi/settlement.gen.ts'
import { formatUsdc } from '../../../../sdk/src/money.ts'
import { freePort, temporaryDir } from '../../relayer/support/places.ts'
import { deployCore, openSeries } from '../../sequencer/shell/support/core.ts'
import { TestChain } from '../../sequencer/shell/support/test-chain.ts'
import { type PlacementBody, Trader } from '../../sequencer/shell/support/trader.ts'

const SCRIPT = fileURLToPath(new URL('../../../../scripts/without-us.ts', import.meta.url))

/** A chain with the core and people in it, and nothing else of ours. */
export async function createDesertedWorld() {
  const { dir, remove } = temporaryDir()
  const chain = new TestChain(await freePort(), dir)
  await chain.node.start()
  const core = await deployCore(chain)
  const people = { issuer: 0n, seller: 1_000_000_000n, caller: 1_000_000_000n }
  const enter = (cash: bigint) => new Trader(chain, core).enter(cash)
  const issuer = await enter(people.issuer)
  await openSeries(chain, core, issuer.address)
  const [bob, carol] = [await enter(people.seller), await enter(people.caller)]
  // From here on a block is made for every transaction, as on a chain that goes on without us.
  await rpc(chain.url, 'evm_setAutomine', [true])
  const read = { address: core.settlement, abi: settlementAbi } as const
  return {
    chain,
    core,
    issuer,
    bob,
    carol,
    /** Seconds pass on the chain. */
    async passTime(seconds: number): Promise<void> {
      await rpc(chain.url, 'evm_increaseTime', [seconds])
      await chain.mine()
    },
    /** Orders as people keep them: the body that they once sent to the API. */
    fileOf(name: string, orders: readonly PlacementBody[]): string {
      const body = orders.map(({ order, signature }) => ({
        order: { ...order, price: formatUsdc(BigInt(order.price)) },
        signature,
      }))
      return this.write(name, JSON.stringify({ orders: body }))
    },
    write(name: string, text: string): string {
      const file = join(dir, name)
      writeFileSync(file, text)
      return file
    },
    async accountOf(trader: Trader) {
      const account = await chain.client.readContract({ ...read, functionName: 'accountOf', args: [trader.address] })
      return { cash: account[0], units: account[1] }
    },
    batchState: () => chain.client.readContract({ ...read, functionName: 'batchState' }),
    run: (key: Hex, ...args: string[]) => run({ RPC_URL: chain.url, CORE: core.settlement, CALLER_KEY: key }, args),
    async end(): Promise<void> {
      await chain.node.kill()
      core.remove()
      remove()
    },
  }
}

export interface Run {
  /** What the script has said so far, line by line. */
  readonly lines: string[]
  readonly ended: Promise<{ code: number | null; lines: string[] }>
}

function run(environment: Record<string, string>, args: readonly string[]): Run {
  const env = { PATH: process.env.PATH, ...environment }
  const child = spawn(process.execPath, [SCRIPT, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')))
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, lines }))
  return { lines, ended }
}
