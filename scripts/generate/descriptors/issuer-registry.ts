import { type ContractWords, call, choice, numbered, text } from './words.ts'

export const issuerRegistry: ContractWords = {
  contract: 'IssuerRegistry',
  title: 'Genex Issuer Registry',
  intents: {
    applyAsIssuer: 'Apply as an issuer',
    applyAsIssuerBySig: 'Apply as an issuer',
    approve: 'Approve an issuer',
    executeIntents: 'Carry signed actions',
    rate: 'Rate an issuer',
    reinstate: 'Reinstate an issuer',
    reject: 'Reject an application',
    setAuthority: 'Replace the access manager',
    setTier: 'Set an issuer’s fee tier',
    suspend: 'Suspend an issuer',
    terminate: 'Terminate an issuer for ever',
    ApplyAsIssuer: 'Apply as an issuer',
  },
  values: {
    companyHash: text('Hash of the company record'),
    licenceHash: text('Hash of the licence'),
    documentsHash: text('Hash of the documents'),
    rating: choice(
      'Rating',
      'rating',
      numbered(
        'B: may issue nothing',
        'BB: up to 20,000 dollars',
        'BBB: up to 100,000 dollars',
        'A: up to 1,000,000 dollars',
        'AA: up to 5,000,000 dollars',
        'AAA: up to 10,000,000 dollars',
      ),
    ),
    tier: choice(
      'Tier',
      'tier',
      numbered('Silver: fee 1.5 %', 'Gold: fee 1.2 %', 'Platinum: fee 1.0 %', 'Diamond: fee 0.8 %'),
    ),
    calls: call('Action', '@.to'),
  },
}
