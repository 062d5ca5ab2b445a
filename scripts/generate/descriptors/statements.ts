import { address, type ContractWords, date, text, unit } from './words.ts'

/** What accounts say to the operator and no contract reads. */
export const statements: ContractWords = {
  contract: 'Settlement',
  title: 'Genex Statements',
  intents: {
    SelfTradeGroup: 'Never trade among these accounts',
    ApiKeyGrant: 'Let an API key act for the account',
  },
  values: {
    accounts: address('Account'),
    version: unit('Version', 'ms since 1970-01-01'),
    publicKey: text('Ed25519 public key'),
    label: text('Name of the key'),
    scopes: text('May'),
    ipAllowList: text('Only from (none: from everywhere)'),
    expiresAt: date('Expires'),
    issuedAt: date('Signed'),
  },
}
