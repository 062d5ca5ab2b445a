import type { Address, Hex } from 'viem'
import { BaseError, RetryableError } from '../../../kit/errors.ts'
import type { GenexDomain } from '../../../sdk/src/typed-data/domain.ts'
import { hashSelfTradeGroup, statementDomain } from '../../../sdk/src/typed-data/statements.ts'
import type { ChainClient } from '../chain/chain-reader.ts'
import { GROUP_STATEMENT_MS } from '../limits.ts'
import type { Sequencer } from './sequencer.ts'

export interface GroupStatement {
  members: readonly { account: Address; signature: Hex }[]
  version: number
}

interface Dependencies {
  sequencer: Sequencer
  client: Pick<ChainClient, 'verifyHash'>
  domain: GenexDomain
}

/**
 * Makes accounts one owner for self-trade prevention once each of them has signed the same list: nobody can be drawn into a
 * group, because its members cancel each other's orders. The caller waits for durability.
 * @throws BaseError GROUP_STATEMENT_OLD, GROUP_BAD_SIGNATURE (422).
 */
export async function setGroup({ sequencer, client, domain }: Dependencies, statement: GroupStatement): Promise<void> {
  const { members, version } = statement
  if (Math.abs(sequencer.now() - version) > GROUP_STATEMENT_MS) throw old('is not of the last minutes')
  const accounts = members.map(({ account }) => account)
  const hash = hashSelfTradeGroup(statementDomain(domain), { accounts, version })
  for (const { account, signature } of members) {
    if (!(await isSigned(client, { address: account, hash, signature }))) {
      const details = `${account} did not sign this list of accounts with this version.`
      throw new BaseError('A consent is missing.', { code: 'GROUP_BAD_SIGNATURE', details, status: 422 })
    }
  }
  const signatures = members.map(({ signature }) => signature)
  const { events } = sequencer.submit({ kind: 'SET_GROUP', accounts, version, signatures })
  const refused = events.find((event) => event.kind === 'rejected')
  if (refused?.code === 'STATEMENT_OLD') throw old('is not later than the last of each account')
  if (refused) throw new RetryableError('The group was not taken.', { code: `ORDER_${refused.code}` })
}

async function isSigned(
  client: Dependencies['client'],
  parameters: { address: Address; hash: Hex; signature: Hex },
): Promise<boolean> {
  try {
    return await client.verifyHash(parameters)
  } catch (error) {
    throw new RetryableError('The chain cannot be asked about the signature.', {
      code: 'CHAIN_UNAVAILABLE',
      cause: error,
    })
  }
}

function old(details: string): BaseError {
  const code = 'GROUP_STATEMENT_OLD'
  return new BaseError('The statement is out of date.', { code, details: `version: ${details}`, status: 422 })
}
