import { anvilBinary } from '../../../../local/anvil.ts'
import { rpc } from '../../../../local/rpc.ts'
import { Child } from '../../relayer/support/child.ts'
import { freePort } from '../../relayer/support/places.ts'

export interface Node {
  url: string
  mine(blocks: number): Promise<unknown>
  end(): Promise<void>
}

/** A real node that mines when asked; nodes of one chain id begin with the same block. */
export async function startNode(chainId: number): Promise<Node> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const place = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)]
  const child = new Child({
    name: 'anvil',
    command: anvilBinary(),
    args: [...place, '--no-mining', '--timestamp', '1700000000', '--silent'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stopSignal: 'SIGINT',
    isReady: async () => Number(await rpc(url, 'eth_chainId')) === chainId,
  })
  await child.start()
  return { url, mine: (blocks) => rpc(url, 'anvil_mine', [`0x${blocks.toString(16)}`]), end: () => child.kill() }
}
