import { PUMP_BLOCK_MS } from './limits.ts'
import { rpc } from './rpc.ts'

/** Makes a block as soon as a transaction waits, so that setting up does not take a second per step. Returns how to end it. */
export function pumpBlocks(rpcUrl: string): () => void {
  let isBusy = false
  const timer = setInterval(async () => {
    if (isBusy) return
    isBusy = true
    try {
      const status = (await rpc(rpcUrl, 'txpool_status')) as { pending: string }
      if (Number(status.pending) > 0) await rpc(rpcUrl, 'evm_mine')
    } catch {
      // The chain's own block of the second does it.
    } finally {
      isBusy = false
    }
  }, PUMP_BLOCK_MS)
  return () => clearInterval(timer)
}
