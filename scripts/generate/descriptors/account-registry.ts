import { address, type ContractWords, call, text } from './words.ts'

export const accountRegistry: ContractWords = {
  contract: 'AccountRegistry',
  title: 'Genex Account Registry',
  intents: {
    addPasskeyBySig: 'Add a passkey to the account',
    completeRecovery: 'Complete a recovery: one passkey replaces all',
    deployAccount: 'Put an account’s contract on chain',
    executeIntents: 'Carry signed actions',
    removePasskeyBySig: 'Remove a passkey from the account',
    requestRecoveryBySig: 'As guardian: recover an account',
    rotatePasskeyBySig: 'Replace a passkey of the account',
    setGuardianBySig: 'Name the account’s guardian',
    vetoRecoveryBySig: 'Stop a recovery of the account',
    AddPasskey: 'Add a passkey to the account',
    RemovePasskey: 'Remove a passkey from the account',
    RotatePasskey: 'Replace a passkey of the account',
    SetGuardian: 'Name the account’s guardian',
    VetoRecovery: 'Stop a recovery of the account',
    RequestRecovery: 'As guardian: recover an account',
  },
  values: {
    keyId: text('Passkey'),
    oldKeyId: text('Passkey that is replaced'),
    guardian: address('Guardian (0x0: nobody)'),
    recovered: address('Account that is recovered'),
    'requestRecoveryBySig.auth.account': address('Guardian'),
    'RequestRecovery.account': address('Guardian'),
    calls: call('Action', '@.to'),
  },
}
