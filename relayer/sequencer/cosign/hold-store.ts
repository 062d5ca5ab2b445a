import { readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import type { Address } from 'viem'
import { stringifyJson } from '../../../kit/json.ts'
import type { Hold } from '../balances/commitments.ts'
import { intentKey, type MirrorState } from '../chain/mirror-state.ts'

/** Co-signatures in force. They are on disk before they are given away, so that a crash does not forget what may still leave. */
export class HoldStore {
  readonly #file: string
  #holds: Hold[]
  #writing: Promise<void> = Promise.resolve()

  constructor(file: string) {
    this.#file = file
    this.#holds = read(file)
  }

  holdsOf(account: Address): readonly Hold[] {
    return this.#holds.filter((hold) => hold.account === account)
  }

  /** Counts at once; resolves when it is on disk. */
  async add(hold: Hold): Promise<void> {
    this.#holds = [
      ...this.#holds.filter(({ account, nonce }) => account !== hold.account || nonce !== hold.nonce),
      hold,
    ]
    await this.#write()
  }

  /** Drops what can no longer be used: its deadline has passed on chain, or its intent is spent. */
  prune(mirror: MirrorState, chainTimeSec: number): void {
    this.#holds = this.#holds.filter(
      ({ account, nonce, deadlineSec }) =>
        deadlineSec >= chainTimeSec && !mirror.spentIntents.has(intentKey(account, nonce)),
    )
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => writeDurably(this.#file, stringifyJson(this.#holds)))
    return this.#writing
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w')
  try {
    await handle.writeFile(text)
    await handle.datasync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
}

function read(file: string): Hold[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  const holds = JSON.parse(text) as (Omit<Hold, 'nonce' | 'amountUsdc6' | 'tokenIds'> & Record<string, unknown>)[]
  return holds.map((hold) => ({
    ...hold,
    nonce: BigInt(String(hold.nonce)),
    amountUsdc6: BigInt(String(hold.amountUsdc6)),
    tokenIds: (hold.tokenIds as string[]).map((id) => BigInt(id)),
  }))
}
