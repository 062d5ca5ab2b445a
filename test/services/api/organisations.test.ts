import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import { sql } from 'drizzle-orm'
import {
  type Abi,
  type Address,
  createWalletClient,
  encodeFunctionData,
  type Hex,
  http,
  type LocalAccount,
  parseAbi,
  zeroHash,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { MAX_OPEN_DRAFTS } from '../../../api/limits.ts'
import { asTenant } from '../../../api/store/as-tenant.ts'
import { organisationDraft, organisationDraftApproval } from '../../../api/store/tables.ts'
import { localKey } from '../../../local/keys.ts'
import { organisationAbi } from '../../../sdk/src/abi/organisation.gen.ts'
import { organisationFactoryAbi } from '../../../sdk/src/abi/organisation-factory.gen.ts'
import { organisationActionTypes, organisationDomain } from '../../../sdk/src/typed-data/organisation.ts'
import { type Answer, assertProblem, bearer, call, newAccount, post, type Requester, signIn } from './support/calls.ts'
import { useApiWorld } from './support/world.ts'

const world = useApiWorld()
const DEPLOYER = privateKeyToAccount(localKey('deployer'))
const token = parseAbi(['function approve(address spender, uint256 value)'])
const [ann, ben, eva, stranger] = [newAccount(), newAccount(), newAccount(), newAccount()]

const AUDITOR = 2

/**
 * The relayer is away in these tests: what members agreed on is kept until it is back. `test/e2e/api.test.ts` has one that is carried.
 */
describe('an organisation', () => {
  let app: Requester
  let organisation: Address
  let other: Address
  let factory: Address

  before(async () => {
    app = world().freshApp(100)
    factory = world().dependencies.addresses.get('OrganisationFactory')
    organisation = await create([ann, ben], 2)
    other = await create([stranger], 1)
  })

  beforeEach(async () => {
    await world().dependencies.database.delete(organisationDraft)
  })

  async function create(owners: readonly LocalAccount[], needed: number): Promise<Address> {
    const args = [owners.map(({ address }) => address), needed, zeroHash] as const
    await send(factory, organisationFactoryAbi as Abi, 'create', args)
    const contract = { address: factory, abi: organisationFactoryAbi } as const
    return world().dependencies.chain.readContract({ ...contract, functionName: 'addressOf', args })
  }

  async function send(to: Address, abi: Abi, functionName: string, args: readonly unknown[]): Promise<void> {
    const { chain } = world().dependencies
    const wallet = createWalletClient({ account: DEPLOYER, transport: http(chain.transport.url) })
    const hash = await wallet.writeContract({ address: to, abi, functionName, args, chain: null })
    assert.equal((await chain.waitForTransactionReceipt({ hash })).status, 'success')
  }

  async function appoint(member: LocalAccount, role: number): Promise<void> {
    const data = encodeFunctionData({ abi: organisationAbi, functionName: 'setMember', args: [member.address, role] })
    const action = actionOf({ target: organisation, data })
    const approval = { member: ann.address, signature: await sign(ann, action) }
    await send(organisation, organisationAbi as Abi, 'execute', [action, [approval]])
  }

  let nonce = 0n
  const actionOf = (changes: object = {}) => ({
    target: world().dependencies.addresses.get('MoneyToken'),
    data: encodeFunctionData({ abi: token, functionName: 'approve', args: [DEPLOYER.address, 1n] }),
    nonce: nonce++ << 64n,
    deadline: Math.floor(Date.now() / 1000) + 3_600,
    ...changes,
  })
  type Action = ReturnType<typeof actionOf>

  const sign = (member: LocalAccount, action: Action, of = organisation) =>
    member.signTypedData({
      domain: organisationDomain(world().dependencies.chainId, of),
      types: organisationActionTypes,
      primaryType: 'Action',
      message: { ...action, deadline: action.deadline },
    })
  const path = (rest = '', of = organisation) => `/api/v1/organisations/${of}${rest}`
  const as = async (member: LocalAccount) => bearer(await signIn(app, member))

  async function propose(member: LocalAccount, action: Action, signature?: Hex): Promise<Answer> {
    const body = { ...action, nonce: action.nonce.toString(), signature: signature ?? (await sign(member, action)) }
    return post(app, path('/actions'), body, await as(member))
  }

  it('keeps a proposal and says what it still needs', async () => {
    const action = actionOf()
    const { status, body } = await propose(ann, action)
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual([body.state, body.approvedBy, body.proposedBy], ['waiting', [ann.address], ann.address])
    assert.equal((body.reason as { code: string }).code, 'ORGANISATION_NOT_ENOUGH')
    const listed = await call(app, path('/actions'), { headers: await as(ben) })
    const { state: _state, reason: _reason, ...draft } = body
    assert.deepEqual(listed.body.items, [draft])
  })

  it('keeps the last approval while the relayer is away, so that it is carried later', async () => {
    const action = actionOf()
    const { body } = await propose(ann, action)
    const approve = async () =>
      post(app, path(`/actions/${body.digest}/approvals`), { signature: await sign(ben, action) }, await as(ben))
    assertProblem(await approve(), 503, 'RELAYER_UNAVAILABLE')
    const listed = await call(app, path('/actions'), { headers: await as(ann) })
    const [draft] = listed.body.items as { approvedBy: string[] }[]
    assert.deepEqual(new Set(draft?.approvedBy), new Set([ann.address, ben.address]))
    assertProblem(await approve(), 503, 'RELAYER_UNAVAILABLE')
  })

  it('tells an action that would fail from one that lacks approvals', async () => {
    const data = encodeFunctionData({ abi: token, functionName: 'approve', args: [`0x${'0'.repeat(40)}`, 1n] })
    const action = actionOf({ data })
    const { body } = await propose(ann, action)
    const signature = await sign(ben, action)
    const answer = await post(app, path(`/actions/${body.digest}/approvals`), { signature }, await as(ben))
    assert.equal(answer.body.state, 'failing', JSON.stringify(answer.body))
    assert.equal((answer.body.reason as { code: string }).code, 'ERC20_INVALID_SPENDER')
  })

  it('refuses a signature that the organisation would refuse, and keeps nothing', async () => {
    const action = actionOf()
    const signatures = [await sign(ben, action), await sign(ann, action, other), await sign(ann, actionOf())]
    for (const signature of signatures) {
      const answer = await propose(ann, action, signature)
      assertProblem(answer, 422, 'ORGANISATION_ACTION_REFUSED')
      assert.match(String(answer.body.detail), /^Organisation_BadSignature/)
    }
    assertProblem(await propose(ann, actionOf({ deadline: 1 })), 422, 'ORGANISATION_ACTION_REFUSED')
    assert.deepEqual((await call(app, path('/actions'), { headers: await as(ann) })).body.items, [])
  })

  it('refuses a deadline beyond 90 days', async () => {
    const deadline = Math.floor(Date.now() / 1000) + 91 * 86_400
    assertProblem(await propose(ann, actionOf({ deadline })), 400, 'REQUEST_INVALID')
  })

  it('answers strangers as if it were not there', async () => {
    const { body } = await propose(ann, actionOf())
    const headers = await as(stranger)
    const signature = `0x${'11'.repeat(65)}`
    const nowhere = path('', `0x${'ab'.repeat(20)}`)
    for (const answer of [
      await call(app, path(), { headers }),
      await call(app, path('/actions'), { headers }),
      await post(app, path(`/actions/${body.digest}/approvals`), { signature }, headers),
      await call(app, nowhere, { headers }),
    ]) {
      assertProblem(answer, 404, 'ORGANISATION_UNKNOWN')
    }
    assertProblem(
      await post(app, path(`/actions/${body.digest}/approvals`, other), { signature }, headers),
      404,
      'ORGANISATION_ACTION_UNKNOWN',
    )
  })

  it('refuses members whose role does not sign, and lets them read', async () => {
    await appoint(eva, AUDITOR)
    const action = actionOf()
    const refused = await propose(eva, action)
    assertProblem(refused, 403, 'ORGANISATION_ROLE')
    assert.equal(refused.body.detail, 'You are auditor; it takes operator.')
    assert.equal((await call(app, path('/actions'), { headers: await as(eva) })).status, 200)
  })

  it('is made at the request of one of its owners', async () => {
    const owners = [ann.address, ben.address]
    const headers = await as(stranger)
    const refused = await post(app, '/api/v1/organisations', { owners, ownersNeeded: 2 }, headers)
    assertProblem(refused, 403, 'ORGANISATION_NOT_AN_OWNER')
    const taken = await post(app, '/api/v1/organisations', { owners, ownersNeeded: 2 }, await as(ann))
    assertProblem(taken, 503, 'RELAYER_UNAVAILABLE')
  })

  it('keeps a bounded number of open actions', async () => {
    const { database } = world().dependencies
    const row = {
      target: '0x',
      data: '0x',
      nonce: 1n,
      deadlineSec: 2 ** 40,
      proposedBy: ann.address,
      createdAt: new Date(),
    }
    const rows = Array.from({ length: MAX_OPEN_DRAFTS }, (_, i) => ({
      ...row,
      digest: `filler ${i}`,
      organisation: organisation.toLowerCase(),
    }))
    await database.insert(organisationDraft).values(rows)
    assertProblem(await propose(ann, actionOf()), 422, 'ORGANISATION_ACTION_LIMIT')
  })

  describe('in the database', () => {
    it('sees its own rows alone, whatever is asked for', async () => {
      const { database } = world().dependencies
      const { body } = await propose(ann, actionOf())
      const seenBy = (of: Address) =>
        asTenant(database, of, async (tenant) => [
          (await tenant.select().from(organisationDraft)).length,
          (await tenant.select().from(organisationDraftApproval)).length,
        ])
      assert.deepEqual(await seenBy(organisation), [1, 1])
      assert.deepEqual(await seenBy(other), [0, 0])
      await asTenant(database, other, (tenant) => tenant.update(organisationDraft).set({ orderNumber: 'stolen' }))
      const [kept] = await database.select().from(organisationDraft)
      assert.deepEqual([kept?.digest, kept?.orderNumber], [body.digest, null])
    })

    it('writes no row of another, and deletes none', async () => {
      const { database } = world().dependencies
      await propose(ann, actionOf())
      const foreign = asTenant(database, other, (tenant) =>
        tenant.insert(organisationDraftApproval).values({
          digest: 'any',
          organisation: organisation.toLowerCase(),
          member: stranger.address,
          signature: '0x',
          createdAt: new Date(),
        }),
      )
      await assert.rejects(foreign, (error: Error) => /row-level security/.test(String(error.cause ?? error)))
      const emptied = asTenant(database, organisation, (tenant) => tenant.delete(organisationDraft))
      await assert.rejects(emptied, (error: Error) => /permission denied/.test(String(error.cause ?? error)))
    })

    it('is nobody between transactions', async () => {
      const { database } = world().dependencies
      await asTenant(database, organisation, (tenant) => tenant.select().from(organisationDraft))
      const { rows } = await database.execute(
        sql`select current_user <> 'genex_tenant' as is_own, coalesce(current_setting('genex.organisation', true), '') as setting`,
      )
      assert.deepEqual(rows, [{ is_own: true, setting: '' }])
    })
  })
})
