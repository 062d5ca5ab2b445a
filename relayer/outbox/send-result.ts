import { messageOf } from '../../kit/errors.ts'
import { rpcErrorOf } from '../../kit/gateway/rpc-error.ts'

/**
 * What a node said to a raw transaction. `accepted`: it has it now or had it before; `nonceUsed`: the slot is taken on
 * chain; `feeTooLow`: it wants higher fees at this nonce; `later`: the same bytes may be taken later; `rejected`: never.
 */
const SEND_RESULTS = ['accepted', 'nonceUsed', 'feeTooLow', 'later', 'rejected', 'unreachable'] as const
export type SendResult = (typeof SEND_RESULTS)[number]

/** First match wins. Wording of geth, reth, Erigon, Nethermind, Besu, anvil and Hardhat's EDR. */
const PATTERNS: readonly (readonly [RegExp, SendResult])[] = [
  [/already known|already imported|known transaction|already in (the )?(mem)?pool|alreadyknown/i, 'accepted'],
  [/nonce too low|nonce is too low|oldnonce|invalid nonce.*too low|nonce.*has already been used/i, 'nonceUsed'],
  [/underpriced|could not replace existing|replacement.*(fee|price)|fee too low to (replace|compete)/i, 'feeTooLow'],
  [
    /max fee per gas less than block base fee|feecap too low|fee ?cap.*less than.*base|maxfeepergas.*too low/i,
    'feeTooLow',
  ],
  [/max ?fee ?per ?gas \(\d+\) is too low|gas price too low|below minimum|tip.*(too low|below)/i, 'feeTooLow'],
  [/nonce too high|nonce gap|noncegap|too many pending/i, 'later'],
  [/insufficient funds|doesn't have enough funds|insufficient balance|upfront cost exceeds/i, 'later'],
  [/pool.*(full|overflow|limit)|rate limit|too many requests|timeout|timed out|busy|syncing|internal error/i, 'later'],
  [
    /exceeds? (the )?(block|transaction|maximum).*gas|gas limit.*(exceed|greater|above|too high)|intrinsic gas/i,
    'rejected',
  ],
  [/invalid (sender|signature|chain ?id|transaction)|chain ?id.*(mismatch|incompatible|invalid)/i, 'rejected'],
  [/not supported|oversized|size.*exceed|exceeds the configured cap|malformed|rlp|floor data gas/i, 'rejected'],
]

/** Classifies what `eth_sendRawTransaction` threw; an answer in unknown words is tried again, never given up. */
export function classifySendError(error: unknown): SendResult {
  const rpcError = rpcErrorOf(error)
  if (!rpcError) return 'unreachable'
  return PATTERNS.find(([pattern]) => pattern.test(rpcError.message))?.[1] ?? 'later'
}

/** The node's words, for the log and the row. */
export function sendErrorText(error: unknown): string {
  return rpcErrorOf(error)?.message ?? messageOf(error)
}
