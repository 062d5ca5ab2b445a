import { ACTION_VALUES } from './organisation.ts'
import { address, type ContractWords, call, text } from './words.ts'

export const organisationFactory: ContractWords = {
  contract: 'OrganisationFactory',
  title: 'Genex Organisation Factory',
  intents: {
    act: 'Carry out an action of an organisation',
    create: 'Make an organisation',
    executeIntents: 'Carry signed actions',
  },
  values: {
    ...ACTION_VALUES,
    organisation: address('Organisation'),
    owners: address('Owner'),
    ownersNeeded: text('Owners needed'),
    salt: text('Salt'),
    calls: call('Action', '@.to'),
  },
  groups: { approvals: 'Approval' },
}
