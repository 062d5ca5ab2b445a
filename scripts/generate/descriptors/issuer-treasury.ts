import { address, type ContractWords, call, money } from './words.ts'

export const issuerTreasury: ContractWords = {
  contract: 'IssuerTreasury',
  title: 'Genex Issuer Treasury',
  intents: {
    depositBySig: 'Pay into an issuer’s guarantee',
    draw: 'Draw on an issuer’s guarantee',
    executeIntents: 'Carry signed actions',
    setAuthority: 'Replace the access manager',
    withdraw: 'Withdraw from the guarantee',
    withdrawBySig: 'Withdraw from the guarantee',
    WithdrawGuarantee: 'Withdraw from the guarantee',
  },
  values: {
    amount: money('Amount'),
    from: address('Paid by'),
    'draw.to': address('Paid to'),
    calls: call('Action', '@.to'),
  },
}
