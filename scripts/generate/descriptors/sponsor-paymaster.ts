import { address, type ContractWords, duration, nativeAmount } from './words.ts'

const ENTRY_POINT = 'Only the ERC-4337 entry point calls it, for an operation that it carries.'

export const sponsorPaymaster: ContractWords = {
  contract: 'SponsorPaymaster',
  title: 'Genex Sponsor Paymaster',
  intents: {
    addStake: 'Add to the paymaster’s stake',
    deposit: 'Add to what pays for gas',
    setAuthority: 'Replace the access manager',
    setSponsor: 'Replace the key that sponsors gas',
    unlockStake: 'Start to take the stake back',
    withdraw: 'Take from what pays for gas',
    withdrawStake: 'Take the stake back',
  },
  notForPeople: { postOp: ENTRY_POINT, validatePaymasterUserOp: ENTRY_POINT },
  values: {
    amount: nativeAmount('Amount'),
    unstakeDelaySec: duration('Delay before it can be taken back'),
    sponsor: address('New key'),
  },
}
