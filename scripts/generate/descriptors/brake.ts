import { address, type ContractWords, choice, numbered, text } from './words.ts'

export const brake: ContractWords = {
  contract: 'Brake',
  title: 'Genex Brake',
  intents: {
    clearHint: 'Clear the hint of a brake that has ended',
    connectCore: 'Connect the settlement contract, once',
    release: 'Release the brake now',
    renew: 'Renew the brake for 72 hours',
    set: 'Brake for 72 hours',
    setAuthority: 'Replace the access manager',
    setBriefly: 'Brake for an hour',
  },
  values: {
    core_: address('Settlement contract'),
    domain: choice(
      'What is braked',
      'brakeDomain',
      numbered('Everything', 'A product', 'An issuer', 'A coupon series', 'An account'),
    ),
    key: text('Which one (number, or address as a number)'),
    incident: text('Hash of the incident'),
  },
}
