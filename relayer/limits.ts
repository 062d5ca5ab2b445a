/** Slots a lane may be ahead of the chain: geth keeps 16 executable transactions of an account by default. */
export const MAX_SLOTS_AHEAD = 16n

/** Blocks that the transaction at the chain's nonce waits before its fees are raised: three blocks can be full by chance. */
export const BUMP_AFTER_BLOCKS = 4n

/** Raises in one look while a node refuses the fee: six double it, which is as fast as a market moves between two blocks. */
export const MAX_RAISES_PER_LOOK = 6

/** Replacements of one slot: 20 raises of 12.5 % are a tenfold fee, the ceiling comes first. */
export const MAX_ATTEMPTS_PER_SLOT = 24

/** Fee ceiling per gas of a transaction with a payload; an emptied slot may pay twice as much to get out of the way. */
export const MAX_FEE_PER_GAS_WEI = 500_000_000_000n
export const MAX_NOOP_FEE_PER_GAS_WEI = 2n * MAX_FEE_PER_GAS_WEI

/** Lowest tip: nodes drop transactions without one. */
export const MIN_TIP_WEI = 1_000_000n

/** Gas of a transfer to oneself. */
export const NOOP_GAS = 21_000n

/** EIP-7825 allows 16,777,216 gas in a transaction; a little stays free for what a client counts differently. */
export const MAX_TRANSACTION_GAS = 16_700_000n

/** geth refuses a transaction of more than 128 KiB. */
export const MAX_CALLDATA_BYTES = 120_000

/** How deep a block counts as safe and as final where the node's tags mean nothing (30 is the indexer's depth). */
export const SAFE_DEPTH = 2n
export const FINAL_DEPTH = 30n

/** A new head is noticed after half of this on average; a poll costs a node less than 0.1 ms. */
export const HEAD_POLL_MS = 100

/** Without a new block everything is looked at again this often: a node that was down may have lost its pool. */
export const IDLE_TICK_MS = 2_000

/** Pause after a failed look, so that a node or database that is down is not hammered. */
export const FAILURE_PAUSE_MS = 500

/** The head may be this old before the process calls itself unready. */
export const HEAD_STALE_MS = 30_000

/** An idle lane below this balance is reported: about 200 full batches at 10 gwei. */
export const LOW_BALANCE_WEI = 50_000_000_000_000_000n

/** A lane below that is topped up to this: about 2,000 full batches at 10 gwei. */
export const REFILL_TO_WEI = 500_000_000_000_000_000n

/** A lane is a key and no contract: a plain transfer reaches it. */
export const REFILL_GAS = 21_000n

/** Settlement transactions waiting for their turn: the sequencer sends one at a time, more means that something is wrong. */
export const MAX_QUEUED_TRANSACTIONS = 64

/** Intents per batch: more than 50 save less than 1 % gas each. */
export const MAX_BATCH_ITEMS = 50

/** An intent waits at most this long for company. */
export const BATCH_WINDOW_MS = 100

/** Gas of a batch: below the transaction's limit, so that one batch never fills a block alone. */
export const MAX_BATCH_GAS = 14_000_000n

/** Gas of a batch outside its items: the contract holds back 400,000 for the check of a signature, used or not. */
export const BATCH_OVERHEAD_GAS = 480_000n

/** Gas per item outside its action: signature by a contract wallet or passkey, nonce, event. */
export const ITEM_OVERHEAD_GAS = 80_000n

/** Gas that a signer may ask for: the contract refuses more. */
export const MAX_INTENT_GAS = 3_000_000

/** Simulations at the same time: a node answers about 1,000 a second on one connection. */
export const SIMULATION_CONCURRENCY = 16

/** Times an intent is put into a transaction again after the whole transaction failed. */
export const MAX_INTENT_TRIES = 3

/** Submissions wait this long for others to share a database transaction with: less than that transaction itself takes. */
export const INTAKE_WINDOW_MS = 4

/** Submissions in one database transaction: more save little each and make the first one wait. */
export const MAX_INTAKE_GROUP = 100

/** Times a group is taken in again after another process took one of its intents in the same moment. */
export const MAX_INTAKE_TRIES = 3

/** Rounds in which failing items are taken out of a simulated batch; what is left then goes in the next one. */
export const MAX_SIFT_ROUNDS = 3

/** Intents waiting altogether (about a minute of full batches) and of one account. */
export const MAX_QUEUED_INTENTS = 10_000
export const MAX_QUEUED_INTENTS_PER_ACCOUNT = 64

/** Calldata of an intent: 100 token ids and a contract wallet's signature fit several times. */
export const MAX_INTENT_BYTES = 16_384

/** The data of one answer's text that is kept: enough for any reason, too little to fill a disk. */
export const MAX_DETAIL_CHARACTERS = 500

/**
 * Intents sponsored for one account on one UTC day, by function. What a person does by hand is plentiful; what costs much gas or happens
 * once in an account's life is scarce; a merchant confirms all day.
 */
export const SPONSORED_PER_DAY: Readonly<Record<string, number>> = {
  registerKeyBySig: 8,
  requestKeyChangeBySig: 16,
  changeKeyBySig: 16,
  requestCancelBySig: 64,
  requestCancelAllBySig: 16,
  cancelAllBySig: 64,
  requestExitBySig: 16,
  applyAsIssuerBySig: 4,
  createSeriesBySig: 32,
  closeSupplyBySig: 32,
  setMerchantBySig: 64,
  confirmBySig: 2_000,
  depositBySig: 64,
  addPasskeyBySig: 16,
  removePasskeyBySig: 16,
  rotatePasskeyBySig: 16,
  setGuardianBySig: 8,
  requestRecoveryBySig: 8,
  vetoRecoveryBySig: 16,
  registerSessionBySig: 8,
  revokeSessionBySig: 32,
  endSessionsBySig: 16,
  userOperation: 64,
}

/** Every other function. */
export const SPONSORED_PER_DAY_DEFAULT = 128

/** Raw bytes are kept this long: no chain of ours comes back further short than that. A busy day is a few gigabytes. */
export const KEEP_BYTES_DAYS = 7

/** How often old bytes are dropped, and how many rows at once, so that no lock is held for long. */
export const PRUNE_EVERY_MS = 60_000
export const MAX_PRUNED_AT_ONCE = 1_000

/** A user operation in all: what a person's wallet does by hand fits five times, and a deployment with it. */
export const MAX_OPERATION_GAS = 5_000_000n

/** Calldata and factory data of a user operation. */
export const MAX_OPERATION_BYTES = 16_384

/** What the paymaster's check of one signature costs, twice over; it does nothing afterwards. */
export const PAYMASTER_VERIFICATION_GAS = 60_000n
export const PAYMASTER_POST_OP_GAS = 0n

/** What a wallet may round that up to. */
export const MAX_PAYMASTER_GAS = 250_000n

/** A signature for an operation is good for so long: the person signs it at once, the bundler carries it in a few blocks. */
export const OPERATION_VALID_SEC = 300n

/** Operations that one tenant may ask for in a minute: each costs a node four reads. */
export const OPERATIONS_PER_MINUTE = 600
