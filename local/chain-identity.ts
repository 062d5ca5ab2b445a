import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BaseError } from '../kit/errors.ts'
import { rpc } from './rpc.ts'

/**
 * Remembers the first block of each chain. A chain whose state file was removed starts with another one, and a database
 * that belongs to the old chain must not be read beside it.
 */
export async function requireSameChains(dataDir: string, rpcUrls: Record<string, string>): Promise<void> {
  const file = join(dataDir, 'chains.json')
  const found = Object.fromEntries(
    await Promise.all(Object.entries(rpcUrls).map(async ([name, url]) => [name, await firstBlockHash(url)])),
  )
  if (!existsSync(file)) {
    writeFileSync(file, JSON.stringify(found))
    return
  }
  const known: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
  const changed = Object.keys(found).filter((name) => known[name] !== found[name])
  if (changed.length === 0) return
  const details = `The state of ${changed.join(' and ')} in ${dataDir} was lost or replaced. Start anew with: npm run reset`
  throw new BaseError('The chains are not those of the database.', { code: 'LOCAL_CHAIN_CHANGED', details })
}

async function firstBlockHash(url: string): Promise<unknown> {
  const block = (await rpc(url, 'eth_getBlockByNumber', ['0x0', false])) as { hash: string } | null
  return block?.hash
}
