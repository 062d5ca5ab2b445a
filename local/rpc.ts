import { BaseError } from '../kit/errors.ts'

/** One JSON-RPC call to a local chain. */
export async function rpc(url: string, method: string, params: readonly unknown[] = []): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(10_000),
  })
  const answer = (await response.json()) as { result?: unknown; error?: { message: string } }
  if (!answer.error) return answer.result
  throw new BaseError(`${method} failed.`, { code: 'CHAIN_REFUSED', details: answer.error.message, status: 500 })
}
