import { address, type ContractWords, hidden, ownToken, text } from './words.ts'

export const moneyToken: ContractWords = {
  contract: 'MoneyToken',
  title: 'Money token',
  intents: {
    approve: 'Let an address spend money',
    cancelAuthorization: 'Cancel a signed payment',
    mint: 'Make test money',
    permit: 'Let an address spend money, by signature',
    receiveWithAuthorization: 'Receive a signed payment',
    transfer: 'Send money',
    transferFrom: 'Send money of another account',
    transferWithAuthorization: 'Carry a signed payment',
    ReceiveWithAuthorization: 'Pay by signature, to its receiver only',
  },
  values: {
    value: ownToken('Amount'),
    amount: ownToken('Amount'),
    from: address('From'),
    owner: address('Owner'),
    spender: address('Spender'),
    authorizer: address('Account'),
    nonce: text('Nonce of the payment'),
    v: hidden('signature'),
    r: hidden('signature'),
    s: hidden('signature'),
  },
}
