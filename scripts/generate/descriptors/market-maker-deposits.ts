import { address, type ContractWords, call, money } from './words.ts'

export const marketMakerDeposits: ContractWords = {
  contract: 'MarketMakerDeposits',
  title: 'Genex Maker Deposits',
  intents: {
    depositBySig: 'Pay into a market maker’s deposit',
    dismissClaim: 'Dismiss a claim on a deposit',
    executeIntents: 'Carry signed actions',
    openClaim: 'Claim part of a market maker’s deposit',
    requestWithdrawal: 'Ask for the whole deposit back',
    requestWithdrawalBySig: 'Ask for the whole deposit back',
    setAuthority: 'Replace the access manager',
    setMinimumDeposit: 'Set the smallest deposit',
    takeClaim: 'Carry out a claim on a deposit',
    withdraw: 'Pay a market maker’s whole deposit back',
    withdrawBySig: 'Withdraw the whole deposit',
    RequestMakerWithdrawal: 'Ask for the whole deposit back',
    WithdrawMakerDeposit: 'Withdraw the whole deposit',
  },
  notForPeople: { admit: 'Only the identity registry calls it, when it admits a market maker.' },
  values: {
    amount: money('Amount'),
    from: address('Paid by'),
    calls: call('Action', '@.to'),
  },
}
