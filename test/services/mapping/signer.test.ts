import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import {
  type Address,
  bytesToHex,
  type Hex,
  type LocalAccount,
  numberToHex,
  recoverAddress,
  sha256,
  zeroAddress,
} from 'viem'
import { privateKeyToAccount, sign } from 'viem/accounts'
import { Ledger } from '../../../mapping/signer/ledger.ts'
import {
  MAX_CHANGES_PER_DAY,
  MAX_CHANGES_PER_HOUR,
  MAX_REGISTRATIONS_PER_MINUTE,
} from '../../../mapping/signer/limits.ts'
import { MappingSigner, type SignRequest } from '../../../mapping/signer/signer.ts'
import type { MappingAuthority, Party } from '../../../sdk/src/mapping/parties.ts'
import { PARTIES } from '../../../sdk/src/mapping/parties.ts'
import {
  type CommitmentOpening,
  commitmentOf,
  NO_PREVIOUS,
  type SignedMapping,
} from '../../../sdk/src/mapping/record.ts'
import { leafHash } from '../../../sdk/src/merkle/hash.ts'
import { MerkleTree } from '../../../sdk/src/merkle/merkle-tree.ts'
import {
  hashMapping,
  type Mapping,
  mappingChangeTypedData,
  mappingDomain,
} from '../../../sdk/src/typed-data/mapping.ts'
import { temporaryDir } from '../relayer/support/places.ts'
import { newAccount } from './support/mapping-world.ts'

const NOW = 1_800_000_000
const DAY = 86_400
const hasCode = (code: string) => ({ code })
const keyOf = (party: Party): Hex => numberToHex(PARTIES.indexOf(party) + 1, { size: 32 })
const addressOf = (party: Party) => privateKeyToAccount(keyOf(party)).address
const authority: MappingAuthority = {
  domain: mappingDomain({ chainId: 719_719, verifyingContract: `0x${'5e'.repeat(20)}` }),
  addresses: { platform: addressOf('platform'), hsm: addressOf('hsm'), auditor: addressOf('auditor') },
}

describe('a mapping signer', () => {
  const { dir, remove } = temporaryDir()
  const ledgers: Ledger[] = []
  after(() => {
    for (const ledger of ledgers) ledger.close()
    remove()
  })

  /** A signer with a fresh memory, whose clock the test sets. */
  function openSigner(file = join(dir, `${ledgers.length}.sqlite`)) {
    const ledger = new Ledger(file)
    ledgers.push(ledger)
    const clock = { nowSec: NOW }
    const key = {
      address: addressOf('hsm'),
      sign: (hash: Hex) => sign({ hash, privateKey: keyOf('hsm'), to: 'hex' as const }),
    }
    const isSignedByAccount = async (address: Address, hash: Hex, signature: Hex) =>
      (await recoverAddress({ hash, signature })) === address
    const nowSec = () => clock.nowSec
    const signer = new MappingSigner({ key, ledger, authority, isSignedByAccount, nowSec, coolDownSec: DAY })
    return { signer, ledger, clock, file }
  }

  let contacts = 0
  function firstVersion(fields: Partial<Mapping> = {}, tag?: Hex) {
    const contactTag = tag ?? sha256(numberToHex(++contacts))
    const opening: CommitmentOpening = { contactTag, salt: sha256(numberToHex(++contacts + 1_000)) }
    const owner = newAccount()
    const target = { userCommitment: commitmentOf(opening), account: owner.address, guardian: zeroAddress, version: 1 }
    const record: Mapping = { ...target, previous: NO_PREVIOUS, issuedAt: NOW, withdrawalsFrom: NOW, ...fields }
    return { record, opening, owner }
  }

  interface NextWish {
    by: LocalAccount
    fields?: Partial<Mapping>
    deadline?: number
  }
  async function nextVersion(last: Mapping, { by, fields = {}, deadline = NOW + 10 }: NextWish): Promise<SignRequest> {
    const previous = hashMapping(authority.domain, last)
    const times = { issuedAt: NOW, withdrawalsFrom: NOW + DAY }
    const record = { ...last, account: newAccount().address, version: last.version + 1, previous, ...times, ...fields }
    const { issuedAt: _issued, withdrawalsFrom: _from, ...target } = record
    const signature = await by.signTypedData(mappingChangeTypedData(authority.domain, { ...target, deadline }))
    return { record, authorization: { deadline, signature } }
  }
  async function signedBy(record: Mapping, parties: readonly Party[]): Promise<SignedMapping> {
    const hash = hashMapping(authority.domain, record)
    const signatures: SignedMapping['signatures'] = {}
    for (const party of parties) signatures[party] = await sign({ hash, privateKey: keyOf(party), to: 'hex' })
    return { record, signatures }
  }

  describe('of a first version', () => {
    it('signs it, and again when the answer was lost, also after a restart', async () => {
      const { signer, file, ledger } = openSigner()
      const { record, opening } = firstVersion()
      const first = await signer.sign({ record, opening })
      assert.equal(await recoverAddress({ hash: first.digest, signature: first.signature }), addressOf('hsm'))
      ledger.close()
      ledgers.pop()
      assert.deepEqual(await openSigner(file).signer.sign({ record }), first)
    })

    for (const [what, fields, code] of [
      ['that is older than five minutes', { issuedAt: NOW - 301, withdrawalsFrom: NOW }, 'MAPPING_CLOCK'],
      ['of the future', { issuedAt: NOW + 301, withdrawalsFrom: NOW + 301 }, 'MAPPING_CLOCK'],
      ['open for withdrawals before it is made', { withdrawalsFrom: NOW - 1 }, 'MAPPING_COOL_DOWN_SHORT'],
      ['that leads nowhere', { account: zeroAddress }, 'MAPPING_ENDED'],
      ['that names a version before', { previous: sha256('0x01') }, 'MAPPING_CHAIN_BROKEN'],
      ['that is the second', { version: 2 }, 'MAPPING_SIGNER_BEHIND'],
      ['of another commitment', { userCommitment: sha256('0x02') }, 'MAPPING_OPENING_WRONG'],
    ] as const)
      it(`refuses one ${what}`, async () => {
        const { record, opening } = firstVersion(fields)
        await assert.rejects(openSigner().signer.sign({ record, opening }), hasCode(code))
      })

    it('refuses one whose contact leads somewhere already, under whatever salt', async () => {
      const { signer } = openSigner()
      const first = firstVersion()
      await signer.sign(first)
      const second = firstVersion({}, first.opening.contactTag)
      await assert.rejects(signer.sign(second), hasCode('MAPPING_CONTACT_TAKEN'))
    })

    it('refuses more than so many in a minute', async () => {
      const { signer, ledger, clock } = openSigner()
      const { record } = firstVersion()
      for (let i = 0; i < MAX_REGISTRATIONS_PER_MINUTE; i++) {
        const act = { kind: 'registration', atSec: NOW } as const
        ledger.accept({ digest: numberToHex(i), record: { ...record, userCommitment: numberToHex(i) }, act })
      }
      await assert.rejects(signer.sign(firstVersion()), hasCode('MAPPING_LIMIT'))
      clock.nowSec += 61
      assert.ok(await signer.sign(firstVersion({ issuedAt: NOW + 61, withdrawalsFrom: NOW + 61 })))
    })
  })

  describe('of a later version', () => {
    async function openWithMapping(guardian?: LocalAccount) {
      const opened = openSigner()
      const first = firstVersion(guardian ? { guardian: guardian.address } : {})
      await opened.signer.sign(first)
      return { ...opened, ...first }
    }

    it('signs what the present account signed, and then what the next account signed', async () => {
      const { signer, record, owner } = await openWithMapping()
      const next = newAccount()
      const second = await nextVersion(record, { by: owner, fields: { account: next.address } })
      assert.ok(await signer.sign(second))
      assert.ok(await signer.sign(await nextVersion(second.record, { by: next })))
      const elsewhere = await nextVersion(second.record, { by: owner, fields: { version: 4 } })
      await assert.rejects(signer.sign(elsewhere), hasCode('MAPPING_CHAIN_BROKEN'))
      const early = await nextVersion(second.record, { by: owner, fields: { version: 5 } })
      await assert.rejects(signer.sign(early), hasCode('MAPPING_SIGNER_BEHIND'))
    })

    it('refuses what somebody else signed, what was signed for something else, and what is too old', async () => {
      const { signer, record, owner } = await openWithMapping()
      const good = await nextVersion(record, { by: owner })
      const stolen = { ...good, record: { ...good.record, account: newAccount().address } }
      for (const wish of [
        await nextVersion(record, { by: newAccount() }),
        await nextVersion(record, { by: owner, deadline: NOW - 1 }),
        stolen,
        { record: good.record },
      ])
        await assert.rejects(signer.sign(wish), hasCode('MAPPING_NOT_AUTHORIZED'))
    })

    it('refuses to open withdrawals before the cool-down is over', async () => {
      const { signer, record, owner } = await openWithMapping()
      const wish = await nextVersion(record, { by: owner, fields: { withdrawalsFrom: NOW + DAY - 1 } })
      await assert.rejects(signer.sign(wish), hasCode('MAPPING_COOL_DOWN_SHORT'))
    })

    it('refuses one that is older than the version before', async () => {
      const { signer, record, owner } = await openWithMapping()
      const wish = await nextVersion(record, { by: owner, fields: { issuedAt: NOW - 1 } })
      await assert.rejects(signer.sign(wish), hasCode('MAPPING_CLOCK'))
    })

    it('signs one record of a version', async () => {
      const { signer, record, owner } = await openWithMapping()
      const [first, second] = [await nextVersion(record, { by: owner }), await nextVersion(record, { by: owner })]
      const outcomes = await Promise.allSettled([signer.sign(first), signer.sign(second)])
      assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
      const refused = outcomes.find((outcome) => outcome.status === 'rejected')
      assert.equal(refused?.reason.code, 'MAPPING_SIGNED_OTHER')
    })

    it('does not let a former account decide by a signature that waits while the account changes', async () => {
      const { signer, record, owner } = await openWithMapping()
      const second = await nextVersion(record, { by: owner })
      const third = await nextVersion(second.record, { by: owner })
      const outcomes = await Promise.allSettled([signer.sign(third), signer.sign(second), signer.sign(third)])
      assert.equal(outcomes[1]?.status, 'fulfilled')
      for (const outcome of [outcomes[0], outcomes[2]]) assert.equal(outcome?.status, 'rejected')
      await assert.rejects(signer.sign(third), hasCode('MAPPING_NOT_AUTHORIZED'))
    })

    it('follows the guardian, who alone changes the guardian', async () => {
      const guardian = newAccount()
      const { signer, record, owner } = await openWithMapping(guardian)
      const takeover = await nextVersion(record, { by: owner, fields: { guardian: owner.address } })
      await assert.rejects(signer.sign(takeover), hasCode('MAPPING_GUARDIAN_FIXED'))
      const handover = await nextVersion(record, { by: guardian, fields: { guardian: newAccount().address } })
      assert.ok(await signer.sign(handover))
    })

    it('refuses the fourth change of a mapping in 24 hours', async () => {
      const { signer, clock, ...opened } = await openWithMapping()
      let { record } = opened
      for (let i = 0; i < MAX_CHANGES_PER_DAY; i++) {
        const wish = await nextVersion(record, { by: opened.owner, fields: { account: opened.owner.address } })
        await signer.sign(wish)
        record = wish.record
      }
      await assert.rejects(signer.sign(await nextVersion(record, { by: opened.owner })), hasCode('MAPPING_LIMIT'))
      clock.nowSec += DAY + 1
      const times = { issuedAt: clock.nowSec, withdrawalsFrom: clock.nowSec + DAY }
      assert.ok(
        await signer.sign(await nextVersion(record, { by: opened.owner, fields: times, deadline: clock.nowSec })),
      )
    })

    it('refuses more than so many changes of all mappings in an hour', async () => {
      const { signer, ledger, record, owner } = await openWithMapping()
      for (let i = 0; i < MAX_CHANGES_PER_HOUR; i++) {
        const act = { kind: 'change', atSec: NOW } as const
        ledger.accept({ digest: numberToHex(i), record: { ...record, userCommitment: numberToHex(i) }, act })
      }
      await assert.rejects(signer.sign(await nextVersion(record, { by: owner })), hasCode('MAPPING_LIMIT'))
    })

    it('knows no version behind the end, and frees the contact for a mapping that waits', async () => {
      const { signer, record, owner, opening } = await openWithMapping()
      const end = await nextVersion(record, { by: owner, fields: { account: zeroAddress } })
      await signer.sign(end)
      await assert.rejects(signer.sign(await nextVersion(end.record, { by: owner })), hasCode('MAPPING_ENDED'))
      await assert.rejects(signer.sign(firstVersion({}, opening.contactTag)), hasCode('MAPPING_COOL_DOWN_SHORT'))
      assert.ok(await signer.sign(firstVersion({ withdrawalsFrom: NOW + DAY }, opening.contactTag)))
    })
  })

  describe('that was away', () => {
    it('takes over what two others signed, and goes on from there', async () => {
      const { signer } = openSigner()
      const { record, opening, owner } = firstVersion()
      const second = await nextVersion(record, { by: owner, fields: { account: owner.address } })
      const others = ['platform', 'auditor'] as const
      const history = [await signedBy(record, others), await signedBy(second.record, others)]
      assert.deepEqual(await signer.adopt(history, opening), { version: 2 })
      assert.deepEqual(await signer.adopt(history, opening), { version: 2 })
      assert.ok(await signer.sign(await nextVersion(second.record, { by: owner })))
      await assert.rejects(signer.sign(firstVersion({}, opening.contactTag)), hasCode('MAPPING_CONTACT_TAKEN'))
    })

    it('gives up what it alone signed for what two others signed', async () => {
      const { signer } = openSigner()
      const { record, opening, owner } = firstVersion()
      await signer.sign({ record, opening })
      const [mine, theirs] = [await nextVersion(record, { by: owner }), await nextVersion(record, { by: owner })]
      await signer.sign(mine)
      await signer.adopt([await signedBy(theirs.record, ['platform', 'auditor'])], opening)
      await assert.rejects(signer.sign(mine), hasCode('MAPPING_SIGNED_OTHER'))
    })

    it('takes over nothing that one signed, that skips a version or whose contact is not shown', async () => {
      const { signer } = openSigner()
      const { record, opening, owner } = firstVersion()
      const second = await nextVersion(record, { by: owner })
      const others = ['platform', 'auditor'] as const
      const lonely = [await signedBy(record, ['platform'])]
      await assert.rejects(signer.adopt(lonely, opening), hasCode('MAPPING_QUORUM_MISSING'))
      const gap = [await signedBy(second.record, others)]
      await assert.rejects(signer.adopt(gap, opening), hasCode('MAPPING_CHAIN_BROKEN'))
      await assert.rejects(signer.adopt([await signedBy(record, others)]), hasCode('MAPPING_OPENING_WRONG'))
    })
  })

  describe('that keeps the log', () => {
    it('gives each place once, one after another, to records of two parties', async () => {
      const { signer } = openSigner()
      const [a, b] = [await signedBy(firstVersion().record, PARTIES), await signedBy(firstVersion().record, PARTIES)]
      assert.equal(await signer.signPlace(0, a), await signer.signPlace(0, a))
      await assert.rejects(signer.signPlace(0, b), hasCode('MAPPING_PLACE_TAKEN'))
      await assert.rejects(signer.signPlace(2, b), hasCode('MAPPING_PLACE_TAKEN'))
      assert.ok(await signer.signPlace(1, b))
      const lonely = await signedBy(firstVersion().record, ['platform'])
      await assert.rejects(signer.signPlace(2, lonely), hasCode('MAPPING_QUORUM_MISSING'))
    })

    it('signs roots that extend the last one, over places that it gave', async () => {
      const { signer, clock } = openSigner()
      const tree = new MerkleTree()
      for (let position = 0; position < 5; position++) {
        tree.append(leafHash(new Uint8Array([position])))
        await signer.signPlace(position, await signedBy(firstVersion().record, PARTIES))
      }
      const rootAt = (size: number) => bytesToHex(tree.root(size))
      const proof = (from: number, to: number) => tree.consistencyProof(from, to).map((hash) => bytesToHex(hash))
      const third = { size: 3, root: rootAt(3), issuedAt: NOW }
      const signed = await signer.signCheckpoint(third, [])
      clock.nowSec += 60
      assert.deepEqual(await signer.signCheckpoint({ ...third, issuedAt: NOW + 60 }, []), signed)

      const fifth = { size: 5, root: rootAt(5), issuedAt: NOW + 60 }
      const refused = hasCode('MAPPING_CHECKPOINT_REFUSED')
      await assert.rejects(signer.signCheckpoint(fifth, proof(2, 5)), refused)
      await assert.rejects(signer.signCheckpoint({ ...fifth, root: rootAt(4) }, proof(3, 5)), refused)
      await assert.rejects(signer.signCheckpoint({ ...fifth, issuedAt: NOW - 1 }, proof(3, 5)), refused)
      await assert.rejects(signer.signCheckpoint({ ...third, root: rootAt(4) }, []), refused)
      assert.ok(await signer.signCheckpoint(fifth, proof(3, 5)))
      tree.append(leafHash(new Uint8Array([5])))
      await assert.rejects(signer.signCheckpoint({ ...fifth, size: 6, root: rootAt(6) }, proof(5, 6)), refused)
    })
  })
})
