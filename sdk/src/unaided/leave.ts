import type { Address, Hex, LocalAccount } from 'viem'
import { settlementAbi } from '../abi/settlement.gen.ts'
import { domainOf } from '../typed-data/domain.ts'
import { INTENTS, intentTypedData } from '../typed-data/intents.ts'
import { chainTimeSec, send, type Unaided } from './unaided.ts'

const DEADLINE_SEC = 600

/** What somebody who wants to leave signs; anyone may carry it. */
export interface SignedExit {
  account: Address
  nonce: bigint
  deadline: number
  gasLimit: number
  signature: Hex
}

/** Signs the wish to leave. The leaver needs no ether: whoever carries it pays the gas. */
export async function signExit(parties: Unaided, leaver: LocalAccount): Promise<SignedExit> {
  const now = await chainTimeSec(parties)
  const { gasLimit } = INTENTS.RequestExit
  // A fresh nonce key: independent of every other intent of the account.
  const message = { account: leaver.address, nonce: BigInt(now) << 64n, deadline: now + DEADLINE_SEC, gasLimit }
  const domain = domainOf('settlement', await parties.chain.getChainId(), parties.core)
  const signature = await leaver.signTypedData(intentTypedData(domain, 'RequestExit', message) as never)
  return { ...message, signature }
}

/** Carries a signed wish to leave. */
export async function requestExit(parties: Unaided, signed: SignedExit): Promise<Hex> {
  return (await send(parties, 'requestExitBySig', [signed])).transactionHash
}

/** When the request of an account matures and lapses; zeros when there is none. */
export async function exitOf({ chain, core }: Unaided, account: Address) {
  const call = { address: core, abi: settlementAbi, functionName: 'exitOf', args: [account] } as const
  const [maturesAtSec, lapsesAtSec] = await chain.readContract(call)
  return { maturesAtSec, lapsesAtSec }
}

/** Pays an account whose request is matured all its cash and frees the named units; to nobody but the account. */
export async function withdraw(parties: Unaided, account: Address, tokenIds: readonly bigint[]): Promise<Hex> {
  return (await send(parties, 'withdraw', [account, tokenIds])).transactionHash
}
