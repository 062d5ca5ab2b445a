/** Largest request body: 100 signed orders need about 60 KiB. */
export const MAX_BODY_BYTES = 256 * 1024

/** Rows of a page unless asked otherwise, and at most. */
export const PAGE_SIZE_DEFAULT = 50
export const PAGE_SIZE_MAX = 200

/** Orders or cancels in one request (TRD-1). */
export const MAX_BATCH = 100

/** A dead man's switch: the sequencer's limits, told here so that a wrong value is named before it gets there. */
export const KEEP_ALIVE_MIN_MS = 1_000
export const KEEP_ALIVE_MAX_MS = 300_000
/** Accounts of one firm against self-trades: the sequencer's limit. */
export const MAX_GROUP_ACCOUNTS = 16

/** Access tokens live this long (ACC-1: at most 15 minutes). */
export const ACCESS_TOKEN_TTL_SEC = 15 * 60
/** A key signs access tokens this long; a stolen one is worth no more. */
export const TOKEN_KEY_TTL_SEC = 24 * 3600
/** Its successor is published this long before it signs: longer than anybody caches the set. */
export const TOKEN_KEY_AHEAD_SEC = 3600
/** How long others may cache the set of keys. */
export const TOKEN_KEY_CACHE_SEC = 300
/** The set is read again after this long, and for an unknown key, but then at most once in a second. */
export const TOKEN_KEY_RELOAD_MS = 60_000
export const TOKEN_KEY_UNKNOWN_MS = 1_000
/** Whether a session lives is asked again after this long: a revocation by any process acts in less than 5 s. */
export const SESSION_CHECK_MS = 2_000
/** While the database is away a session is what it was at most this long ago: as long as its token would last. */
export const SESSION_STALE_MS = 15 * 60_000
/** Sessions remembered; more at once only cost a query each. */
export const MAX_KNOWN_SESSIONS = 50_000
/** `lastUsedAt` of a session is written at most this often. */
export const SESSION_USED_SEC = 60
/** Live sessions of an account; the one unused for longest ends when another is opened. */
export const MAX_SESSIONS = 50
/** A DPoP nonce is taken for one to two of these spans. */
export const DPOP_NONCE_SEC = 120
/** How far `iat` of a DPoP proof may be from our clock, either way. */
export const DPOP_WINDOW_SEC = 60
/** Header of one proof: an RSA key would need more, and none is accepted. */
export const MAX_DPOP_HEADER = 2_048
/** Proofs remembered by one process beside the table. */
export const MAX_DPOP_PROOFS = 200_000
/** A WebAuthn challenge is good for one answer within this time: a person may have to fetch the telephone. */
export const PASSKEY_CHALLENGE_SEC = 5 * 60
/** Unused challenges that may exist at once: a flood of requests must not fill the table. */
export const MAX_OPEN_CHALLENGES = 100_000
/** Live passkeys of an account: every device of a person and a spare. */
export const MAX_PASSKEYS = 10
/** A registered passkey must sign in for the first time within this; until then it is a claim that anybody can make. */
export const PASSKEY_CLAIM_SEC = 3600
/** A one-time code is good this long: messages take up to minutes, and people type. */
export const CODE_TTL_SEC = 5 * 60
/** Tries of one code: with the codes of an hour, 25 guesses at a million. */
export const MAX_CODE_ATTEMPTS = 5
/** Span of the two budgets below; it begins with the first use. */
export const CODE_BUDGET_SEC = 3600
/** Codes sent to one contact in a span: enough for lost messages, too few to pester or to guess. */
export const MAX_CODES_PER_CONTACT = 5
/** Codes asked for from one address in a span: a household or a small office; every message costs money. */
export const MAX_CODES_PER_ADDRESS = 20
/** From the proof of a contact to the passkey: a person reads a page and fetches a telephone. */
export const SIGN_UP_TICKET_SEC = 15 * 60
/** Messages stay in the local outbox this long: only people at the machine and tests read them. */
export const KEEP_MESSAGES_SEC = 3600
/** Contacts of new accounts are registered this often, so many in a round; the rest waits for the next. */
export const SIGN_UP_JOB_MS = 5_000
export const SIGN_UPS_AT_ONCE = 50
/** A proof of the account is good this long, for one operation or for all that may share it (ACC-5): a stolen access token must not make itself at home. */
export const PROOF_REUSE_SEC = 5 * 60
/** Codes of an authenticator app that may be tried in a span: people mistype, and 5 guesses find one of three in a million rarely. */
export const MAX_TOTP_ATTEMPTS = 5
export const TOTP_ATTEMPTS_SEC = 15 * 60
/** Wrong ones in a row until only a recovery code is taken (NIST SP 800-63B-4, 3.2.2). */
export const MAX_TOTP_FAILURES = 100
/** Recovery codes of an account: a page to print, each good once. */
export const RECOVERY_CODES = 10
/** The risk rules look back this far at withdrawals, sessions and changes. */
export const RISK_HISTORY_SEC = 30 * 24 * 3600
/** A device or network of a session counts as known from this age on. */
export const RISK_KNOWN_AFTER_SEC = 24 * 3600
/** A withdrawal that an officer let go is carried within this time; later it is judged anew. */
export const RISK_RELEASE_SEC = 24 * 3600
/** Accounts whose orders of the running minute are counted; more at once only forget the oldest. */
export const MAX_ORDERING_ACCOUNTS = 100_000
/** A session ends after this long without a refresh. */
export const REFRESH_TOKEN_TTL_SEC = 30 * 24 * 3600
/** A sign-in nonce is good for one message within this time. */
export const NONCE_TTL_SEC = 5 * 60
/** Unused nonces that may exist at once: a flood of requests must not fill the table. */
export const MAX_OPEN_NONCES = 100_000

/** Answers are kept for replays of an Idempotency-Key this long. */
export const IDEMPOTENCY_TTL_SEC = 24 * 3600
/** A claim without an answer is taken over after this long: its process died. */
export const IDEMPOTENCY_CLAIM_SEC = 60

/** A quote locks its rate this long (FIA-2). */
export const QUOTE_TTL_SEC = 15 * 60
/** Open quotes of one account: each is an option on the rate that costs nothing. */
export const MAX_OPEN_QUOTES = 20
/** Quotes are remembered a day after they expired, for whoever asks what became of one. */
export const KEEP_QUOTES_SEC = 24 * 3600

/** Actions of one organisation that wait for approvals: what people still find on one page. */
export const MAX_OPEN_DRAFTS = 200
/** An action waits for its last approval at most this long. */
export const MAX_DRAFT_SEC = 90 * 86_400

/** Requests a minute by account or, without one, by address of the caller (section 10 of the catalogue). */
export const RATE_PER_MINUTE = { user: 100, issuer: 1_000, 'market-maker': 10_000 } as const
/** Requests a second of one address, whoever they are from: what many accounts behind one address may do to all others. */
export const RATE_PER_SECOND_ADDRESS = 1_000
/** A process leases up to a tenth of a budget at a time, first a tenth of that: some 25 questions for a whole one, and a tenth at most is lost with a process. */
export const RATE_LEASE_PARTS = 10
/** What may be used before the lease that covers it has come, as a part of the budget. */
export const RATE_CREDIT_PARTS = 20
/** Longer than a database under load needs; then it counts as away, and whoever waited is answered from the own share. */
export const LEASE_WAIT_MS = 1_000
/** A database that was away is asked again after this long. */
export const LEASE_RETRY_MS = 1_000
/** Leases in one statement: 100 kB. */
export const MAX_LEASES_AT_ONCE = 1_000
/** Rows of windows that are over are removed this often. */
export const RATE_SWEEP_MS = 60_000
/** Budgets that one process remembers; a flood of addresses costs 30 MB. */
export const MAX_RATE_KEYS = 100_000
/** What an account is on chain is asked again after this long; a new market maker waits no longer. */
export const RATE_CLASS_TTL_MS = 30_000
/** Accounts whose class is remembered; more at once only cost a query each. */
export const MAX_RATE_CLASSES = 10_000

/** Live API keys of one account: a key per machine and purpose. */
export const MAX_API_KEYS = 10
/** Longest life of an API key: keys that nobody renews must end. */
export const API_KEY_TTL_SEC = 366 * 24 * 3600
/** A consent to an API key is taken this long after it was signed. */
export const API_KEY_CONSENT_SEC = 5 * 60
/** Addresses and blocks of an API key's allow-list. */
export const MAX_IP_ALLOW_LIST = 16
/** While the database is away a key is taken as it was at most this long ago: as long as an access token would last. */
export const API_KEY_STALE_MS = 15 * 60_000
/** Keys remembered for that. */
export const MAX_KNOWN_API_KEYS = 10_000
/** How far `created` of a signed request may be from our clock, either way. */
export const SIGNATURE_WINDOW_SEC = 5
/** Nonces remembered; only verified signatures take room, each for the window, so 64 market makers at their full rate fit. */
export const MAX_NONCES = 200_000
/** Header of one signature; six components and five parameters need a third of it. */
export const MAX_SIGNATURE_HEADER = 1_024

/** Streams held open at once, and how far one may lag before it is cut off. */
export const MAX_STREAMS = 1_000
export const MAX_STREAM_BACKLOG_BYTES = 1024 * 1024
/** Messages of one stream a minute: each subscription reads a whole book. */
export const MAX_STREAM_REQUESTS_PER_MINUTE = 300
/** Books that one stream may follow. */
export const MAX_SUBSCRIPTIONS = 100
/** A client that was cut off has this long to read why; then its connection and what it has not read are dropped. */
export const CLOSE_GRACE_MS = 5_000
/** Streams are pinged this often; who has not answered by the next ping is gone. */
export const STREAM_PING_MS = 30_000
/** Tickers and candles are told at most once in this time and market: nobody reads faster, and each costs one message per follower. */
export const STREAM_CONFLATE_MS = 250
/** Markets asked of the sequencer at the same time; more wait: each answer may be a book of 2,000 levels. */
export const MAX_MARKET_REQUESTS = 32
/** Pause before the feed of the sequencer is tried again. */
export const FEED_RECONNECT_MS = 500
/** Days of obligations shown with a market maker's status. */
export const STATUS_DAYS = 7
/** Streams of own events, and of one account: a maker and its spare, twice. */
export const MAX_MAKER_STREAMS = 500
export const MAX_MAKER_STREAMS_PER_ACCOUNT = 4
/** As long as an access token lasts: who lost its session or key reads no longer than that. The stream resumes where it stood. */
export const MAKER_STREAM_MS = 15 * 60_000
/** A reconciliation reads whole tables and asks the chain; longer than this it is given up. */
export const RECONCILIATION_TIMEOUT_MS = 20_000

/** Streams of notifications of one process, and of one account: its devices. */
export const MAX_NOTIFICATION_STREAMS = 2_000
export const MAX_NOTIFICATION_STREAMS_PER_ACCOUNT = 5
/** As long as an access token lasts; the stream resumes where it stood. */
export const NOTIFICATION_STREAM_MS = 15 * 60_000
/** A comment that often, and a look into the table for what nobody woke it for: below the minute after which proxies cut. */
export const NOTIFICATION_HEARTBEAT_MS = 15_000
/** Webhook endpoints and push subscriptions of an account: systems and devices of a person or a firm. */
export const MAX_WEBHOOKS = 10
export const MAX_PUSH_SUBSCRIPTIONS = 10
/** After a rotation the secret before signs as well this long: receivers change over without a gap. */
export const WEBHOOK_OVERLAP_SEC = 24 * 3600
/** Longer addresses are none that a server wants. */
export const MAX_WEBHOOK_URL = 512
/** Messages that one call sends again. */
export const MAX_REPLAY = 1_000
/** The database is asked to wake streams again after this long; meanwhile they look by themselves. */
export const WAKE_UP_RETRY_MS = 1_000
/** Notifications read at once for a stream: a page. */
export const NOTIFICATIONS_AT_ONCE = 100

/** Blocks below the head after which a block counts as safe where the node's tag means nothing: the sequencer's own depth. */
export const SAFE_DEPTH = 2n
/** The head is asked for at most this often: half a block. */
export const HEAD_CACHE_MS = 500

/** A signer of mappings that has not answered by then counts as away: two others are enough, and people wait. */
export const MAPPING_SIGNER_TIMEOUT_MS = 3_000
/** Seconds from a change of a mapping until withdrawals may go to the new account; every signer holds to its own. */
export const MAPPING_COOL_DOWN_SEC = 24 * 3600
/** A signed change is carried out within this time, not kept for later. */
export const MAPPING_CHANGE_TTL_SEC = 3600
/** Contacts that an account may ask for in a day, and how many of them may lead nowhere: paying people takes no more, collecting users does. */
export const MAX_LOOKUPS_PER_DAY = 200
export const MAX_MISSED_LOOKUPS_PER_DAY = 20
/** Signers of records that are remembered, 400 bytes each: those of 5,000 people who are looked for. */
export const MAX_KNOWN_SIGNATURES = 20_000
/** Records that get their place in one go. */
export const MAPPING_PLACES_AT_ONCE = 100
/** Between two roots of the address map unless configured otherwise (MAP-1: hourly). */
export const MAPPING_CHECKPOINT_SEC = 3600
/** Unfinished proposals, places and roots are looked after this often. */
export const MAPPING_JOB_MS = 60_000
