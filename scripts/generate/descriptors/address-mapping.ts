import { address, type ContractWords, date, text } from './words.ts'

/** Where a phone number or an e-mail address leads. */
export const addressMapping: ContractWords = {
  contract: 'Settlement',
  title: 'Genex Address Mapping',
  intents: {
    Mapping: 'Say to which account a contact leads',
    MappingChange: 'Change to which account your contact leads',
    MappingPlace: 'Give a mapping its place in the log',
    MappingCheckpoint: 'Fix the log of mappings',
  },
  values: {
    userCommitment: text('Person (commitment)'),
    account: address('Account (0x0: end the mapping)'),
    guardian: address('Guardian (0x0: nobody)'),
    version: text('Version'),
    previous: text('Digest of the version before'),
    issuedAt: date('Signed'),
    withdrawalsFrom: date('Withdrawals from'),
    position: text('Place'),
    digest: text('Digest of the mapping'),
    size: text('Records'),
    root: text('Root of the log'),
  },
}
