const ACCOUNT = '0x90F79bf6EB2c4f870365E785982E1f101E93b906'
const DIGEST = `0x${'ab'.repeat(32)}`
const INSTANT = '2027-01-15T08:00:00.000Z'
const HASH = 'ab'.repeat(32)
/** For every field of this format whose name says nothing else. */
export const UUID = '9a4d2c70-51d7-4f6e-b7c1-2f0e8d6a3b15'
const SIGNATURE = `0x${'11'.repeat(64)}1b`

/**
 * A value for each name of a field, because a name means the same everywhere. A field that says its own example (`.openapi({ example })`)
 * is shown with that; lists take their one item from the name of the list.
 */
export const EXAMPLE_VALUES: Readonly<Record<string, unknown>> = {
  // Whose and where
  account: ACCOUNT,
  accounts: ACCOUNT,
  guardian: ACCOUNT,
  member: ACCOUNT,
  approvedBy: ACCOUNT,
  proposedBy: ACCOUNT,
  organisation: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  target: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  verifyingContract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  contract: 'settlement',
  asset: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  chainId: 719_719,
  // What was done
  orderNumber: 'GX0123456789ABCDEF',
  clientOrderId: 'bid-17',
  state: 'executed',
  transaction: DIGEST,
  digest: DIGEST,
  data: '0x',
  selector: '0xa9059cbb',
  nonce: '0',
  deadline: 1_800_000_000,
  block: 4_711,
  gasUsed: '66000',
  code: 'ORDER_NO_KEY',
  detail: 'Register a trading key first.',
  skipCode: 'BUYER_CASH',
  reason: 'must be a decimal string such as "45.00"',
  field: 'amount',
  // When
  createdAt: INSTANT,
  expiresAt: INSTANT,
  lastUsedAt: INSTANT,
  revokedAt: INSTANT,
  withdrawalsFrom: INSTANT,
  expiry: 1_800_000_000,
  serverTimeMs: 1_800_000_000_000,
  deadlineMs: 1_800_000_005_000,
  // Money and units
  tradeId: '719719:1:0',
  tokenId: '4294967297',
  tokenIds: '4294967297',
  lastPrice: '45.00',
  upTo: '1000.00',
  metadataUri: 'ipfs://coffee',
  termsHash: DIGEST,
  reportHash: DIGEST,
  // Signatures and keys
  signature: SIGNATURE,
  holderSignature: SIGNATURE,
  publicKey: DIGEST,
  label: 'Quotes of the night',
  scopes: 'read',
  ipAllowList: '203.0.113.0/24',
  keyId: 'gxk_AbCdEfGhIjKlMnOpQrSt',
  components: '@method',
  expectedBase: '"@method": GET\n"@authority": api.genex.test',
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  kid: 'kid-2027-01-15',
  alg: 'EdDSA',
  use: 'sig',
  // Sessions
  sessionId: '7f8b0f4e-2d0e-4b53-9d53-0d7b9f5e2a11',
  quoteId: '3c1f9a52-6c1b-4d0c-8d13-5a7a0a1f4b22',
  domain: 'api.genex.test',
  message: 'api.genex.test wants you to sign in with your Ethereum account: …',
  accessToken: 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIweDkw…',
  refreshToken: 'Yx0cV4n0mSgq8d1rJm5H7k2pT9wZ3bLe',
  device: 'Firefox on Linux',
  // Passkeys (WebAuthn)
  id: 'q8Ck5kHkU1vZk2b0b8b2Tw',
  credentialId: 'q8Ck5kHkU1vZk2b0b8b2Tw',
  name: 'Genex',
  displayName: 'Genex',
  rpId: 'genex.test',
  challenge: 'Zm9yIG9uZSBhbnN3ZXIgb25seQ',
  authenticatorAttachment: 'platform',
  clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0',
  attestationObject: 'o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YQ',
  authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2M',
  userHandle: 'q8Ck5kHkU1vZk2b0b8b2Tw',
  transports: 'internal',
  // Second proofs (RFC 6238)
  uri: 'otpauth://totp/Genex:0x90F7?secret=JBSWY3DPEHPK3PXP&issuer=Genex',
  secret: 'JBSWY3DPEHPK3PXP',
  recoveryCodes: 'k7xw-93qd-m2ha',
  goodUntil: INSTANT,
  // Notifications and webhooks
  ids: UUID,
  webhookId: UUID,
  notificationId: UUID,
  url: 'https://example.com/genex-hook',
  title: 'Your order was filled',
  text: '3 units at 45.00.',
  subscriptionId: UUID,
  occurredAt: INSTANT,
  readAt: INSTANT,
  failingSince: INSTANT,
  disabledAt: INSTANT,
  nextAttemptAt: INSTANT,
  endedAt: INSTANT,
  previousSecretUntil: INSTANT,
  'last-event-id': '17',
  timeZone: 'Europe/Berlin',
  from: '22:00',
  until: '07:00',
  // Risk decisions
  seq: '42',
  at: INSTANT,
  rule: 'new-target',
  amountUsdc6: '45000000',
  largestUsdc6: '45000000',
  orderedUsdc6: '45000000',
  factsDigest: DIGEST,
  officer: ACCOUNT,
  note: 'Asked her; it is her own address.',
  'text/event-stream': 'id: 1\nevent: notification\ndata: {"title":"Your order was filled"}\n\n',
  // Descriptors of what is signed (ERC-7730)
  names: 'eip712-Settlement',
  $schema: 'https://eips.ethereum.org/assets/eip-7730/erc7730-v2.schema.json',
  // Lists
  cursor: 'WyJ0cmFkZXMiLCIxIl0',
  nextCursor: 'WyJ0cmFkZXMiLCIxIl0',
  // Books and audits
  checks: 'cash of accounts',
  unanswered: 'cash of accounts',
  check: 'cash of accounts',
  expected: '0',
  actual: '0',
  days: '2027-01-15',
  reports: HASH,
  signedBy: 'platform',
}

/** Values of maps, by the name of the map: a key and what stands under it. */
export const EXAMPLE_MAPS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  contracts: { Settlement: '0x5FbDB2315678afecb367f032d93F642f64180aa3' },
  types: { Withdraw: [{ name: 'account', type: 'address' }] },
  numbers: { cancelledUnits: 120 },
  clientExtensionResults: {},
  parameters: { amount: '45.00' },
}
