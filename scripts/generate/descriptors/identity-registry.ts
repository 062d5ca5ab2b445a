import { day } from './shared-values.ts'
import { address, type ContractWords, choice, numbered, text } from './words.ts'

export const identityRegistry: ContractWords = {
  contract: 'IdentityRegistry',
  title: 'Genex Identity Registry',
  intents: {
    connectCore: 'Connect the settlement contract, once',
    connectDeposits: 'Connect the market makers’ deposits, once',
    freeze: 'Freeze an account',
    pushProfile: 'Write an account’s profile to settlement again',
    reinstateMarketMaker: 'End a market maker’s suspension',
    setAuthority: 'Replace the access manager',
    setIdentity: 'Set what is known of an account',
    setSanctioned: 'Mark an account as sanctioned, or not',
    setState: 'Set an account’s state',
    suspendMarketMaker: 'Suspend a market maker',
    terminateMarketMaker: 'Terminate a market maker for ever',
    unfreeze: 'Lift the freeze of an account',
  },
  notForPeople: { suspendMarketMakerAutomatically: 'The market watch’s service alone holds that role.' },
  values: {
    caseHash: text('Hash of the case'),
    reportHash: text('Hash of the report'),
    core_: address('Settlement contract'),
    deposits_: address('Deposits contract'),
    level: choice('Level', 'identityLevel', numbered('0: unknown', '1', '2', '3')),
    state: choice('State', 'accountState', {
      0: 'Active',
      1: 'Restricted: may sell, redeem and leave',
      3: 'Closed: may leave',
    }),
    kycExpiryDay: day('Last day of validity'),
    jurisdiction: text('Jurisdiction (ISO 3166 number, 0: unknown)'),
    accredited: text('Accredited investor'),
    marketMaker: text('Market maker'),
    sanctioned: text('Sanctioned'),
  },
}
