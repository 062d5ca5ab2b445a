import { type BytesLike, id, Wallet, ZeroHash } from 'ethers'
import type { Address } from 'viem'
import { organisationActionTypes, organisationDomain } from '../../../sdk/src/typed-data/organisation.ts'
import { deployIssuer } from '../coupon/fixture.ts'
import { ethers } from '../deployment.ts'

const CHAIN_ID = 719719
export const FAR_SEC = 4_000_000_000n
export const NO_AMOUNT = 255n
export const WITHOUT_END = 2n ** 128n - 1n
export const [NONE, VIEWER, AUDITOR, OPERATOR, APPROVER, ADMIN, OWNER] = [0n, 1n, 2n, 3n, 4n, 5n, 6n] as const

export interface Call {
  target: string
  data: BytesLike
  nonce: bigint
  deadline: bigint
}

/**
 * An organisation of three owners, two of whom act together, with an admin, two approvers, an operator and an auditor. Of the money's
 * `transfer` it asks: up to 100 an operator, up to 1,000 two approvals, beyond it three, one of them an owner's. It has 100,000.
 */
export async function deployOrganisation() {
  const market = await deployIssuer()
  const { organisationFactory, money, carrier } = market
  const [ann, ben, cai] = [memberOf('ann'), memberOf('ben'), memberOf('cai')]
  const [admin, eva, fay] = [memberOf('admin'), memberOf('eva'), memberOf('fay')]
  const [operator, auditor] = [memberOf('operator'), memberOf('auditor')]
  const addresses = [ann, ben, cai].map(({ address }) => address)
  const address = await organisationFactory.addressOf(addresses, 2n, ZeroHash)
  await organisationFactory.create(addresses, 2n, ZeroHash)
  const organisation = await ethers.getContractAt('Organisation', address)
  const domain = organisationDomain(CHAIN_ID, address as Address)
  let nextKey = 0n

  /** An action under a nonce key of its own, good for long unless a test says otherwise. */
  function actionOf(target: string, data: BytesLike, changes: Partial<Call> = {}): Call {
    return { target, data, nonce: nextKey++ << 64n, deadline: FAR_SEC, ...changes }
  }

  async function approvalsOf(action: Call, members: readonly Wallet[]) {
    const types = { Action: [...organisationActionTypes.Action] }
    const sorted = members.toSorted((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1))
    return Promise.all(
      sorted.map(async (member) => ({
        member: member.address,
        signature: await member.signTypedData(domain, types, action),
      })),
    )
  }

  async function execute(
    action: Call,
    members: readonly Wallet[],
    approvals?: { member: string; signature: string }[],
  ) {
    return organisation.connect(carrier).execute(action, approvals ?? (await approvalsOf(action, members)))
  }

  /** A call of the organisation to itself. */
  const manage = (name: 'setMember' | 'setOwnersNeeded' | 'setRule', args: readonly unknown[]) =>
    actionOf(address, organisation.interface.encodeFunctionData(name as 'setMember', args as never))
  const transfer = (to: { address: string }, amount: bigint, changes: Partial<Call> = {}) =>
    actionOf(String(money.target), money.interface.encodeFunctionData('transfer', [to.address, amount]), changes)

  const roles = [
    [admin, ADMIN],
    [eva, APPROVER],
    [fay, APPROVER],
    [operator, OPERATOR],
    [auditor, AUDITOR],
  ] as const
  for (const [member, role] of roles) await execute(manage('setMember', [member.address, role]), [ann, ben])
  const selector = money.interface.getFunction('transfer').selector
  const bands = [
    { upTo: 100_000_000n, approvals: 0n, owners: 0n },
    { upTo: 1_000_000_000n, approvals: 2n, owners: 0n },
    { upTo: WITHOUT_END, approvals: 3n, owners: 1n },
  ]
  await execute(manage('setRule', [money.target, selector, 1n, bands]), [ann, ben])
  await money.mint(organisation, 100_000_000_000n)
  const members = { ann, ben, cai, admin, eva, fay, operator, auditor }
  const acts = { actionOf, approvalsOf, execute, manage, transfer }
  return { ...market, ...members, ...acts, organisation, selector, bands }
}

function memberOf(name: string): Wallet {
  return new Wallet(id(name))
}
