import { type Address, bytesToHex, type Hex, hexToBytes, isAddressEqual, zeroAddress } from 'viem'
import { checkSignatures, type MappingAuthority } from '../../sdk/src/mapping/parties.ts'
import { type CommitmentOpening, commitmentOf, type SignedMapping } from '../../sdk/src/mapping/record.ts'
import { EMPTY_ROOT } from '../../sdk/src/merkle/hash.ts'
import { verifyConsistency } from '../../sdk/src/merkle/verify-proof.ts'
import {
  hashMapping,
  hashMappingChange,
  hashMappingCheckpoint,
  hashMappingPlace,
  type Mapping,
  type MappingCheckpoint,
} from '../../sdk/src/typed-data/mapping.ts'
import type { SigningKey } from './keys/signing-key.ts'
import { type Head, isEnd, type Ledger } from './ledger.ts'
import { CLOCK_WINDOW_SEC } from './limits.ts'
import { checkPolicy } from './policy.ts'
import { refuse } from './refuse.ts'

/** What the present account or the guardian signed: `MappingChange` with the record's own fields and this deadline. */
export interface ChangeAuthorization {
  deadline: number
  signature: Hex
}

export interface SignRequest {
  record: Mapping
  /** Of a first version. */
  opening?: CommitmentOpening | undefined
  /** Of every later one. */
  authorization?: ChangeAuthorization | undefined
}

interface SignerDependencies {
  key: SigningKey
  ledger: Ledger
  authority: MappingAuthority
  /** Whether an account (EOA, ERC-1271, ERC-6492) signed the digest: asked of this party's own node. */
  isSignedByAccount: (account: Address, digest: Hex, signature: Hex) => Promise<boolean>
  nowSec: () => number
  coolDownSec: number
}

/** One party: it sees whole records, judges by its own memory and rules, and remembers before it signs. */
export class MappingSigner {
  readonly #dependencies: SignerDependencies

  constructor(dependencies: SignerDependencies) {
    this.#dependencies = dependencies
  }

  /** The signature over a record. The record that was signed last is signed again, so a lost answer is asked for once more. */
  async sign(request: SignRequest): Promise<{ digest: Hex; signature: Hex }> {
    const { authority, key, ledger, nowSec, coolDownSec } = this.#dependencies
    const { record, opening } = request
    const digest = hashMapping(authority.domain, record)
    const judged = ledger.head(record.userCommitment)
    const authorizedBy = judged && (await this.#authorizer(request, judged.record))
    // From here to `accept` nothing waits: two requests cannot both find the same head.
    const head = ledger.head(record.userCommitment)
    if (head?.digest !== digest) {
      if (head?.digest !== judged?.digest) throw refuse('MAPPING_SIGNED_OTHER', 'It was changed meanwhile.')
      const atSec = nowSec()
      const refusal = checkPolicy({ ledger, nowSec: atSec, coolDownSec, record, head, opening, authorizedBy })
      if (refusal) throw refusal
      const kind = head ? 'change' : 'registration'
      ledger.accept({ digest, record, tag: opening?.contactTag, act: { kind, atSec } })
    }
    return { digest, signature: await key.sign(digest) }
  }

  /**
   * Takes over versions that two parties signed while this one was away, also in place of one that it signed and nobody else did. It
   * signs nothing by that; two parties' word is what a mapping is.
   */
  async adopt(history: readonly SignedMapping[], opening?: CommitmentOpening): Promise<{ version: number }> {
    const { authority } = this.#dependencies
    const checks = await Promise.all(history.map((signed) => checkSignatures(authority, signed)))
    let version = 0
    for (const [i, { record }] of history.entries()) {
      const check = checks[i]
      if (!check?.hasQuorum) throw refuse('MAPPING_QUORUM_MISSING', `Version ${record.version} in the history.`)
      this.#adoptOne({ record, digest: check.digest }, opening)
      version = record.version
    }
    return { version }
  }

  #adoptOne(next: Head, opening: CommitmentOpening | undefined): void {
    const { ledger } = this.#dependencies
    const { record, digest } = next
    const head = ledger.head(record.userCommitment)
    if (head && (head.record.version > record.version || head.digest === digest)) return
    const isNext = record.version === (head?.record.version ?? 0) + 1 && (!head || record.previous === head.digest)
    const isInstead = record.version === head?.record.version && record.previous === head.record.previous
    if (!isNext && !isInstead) throw refuse('MAPPING_CHAIN_BROKEN', `Version ${record.version} in the history.`)
    const isOpened = opening !== undefined && commitmentOf(opening) === record.userCommitment
    if (!isOpened && !isEnd(record))
      throw refuse('MAPPING_OPENING_WRONG', 'Send the contact’s keyed hash and the salt.')
    ledger.accept({ ...next, tag: isOpened ? opening.contactTag : undefined })
  }

  /** Gives a record that two parties signed its place in the log: the next one, once. */
  async signPlace(position: number, signed: SignedMapping): Promise<Hex> {
    const { authority, key, ledger } = this.#dependencies
    const { digest, hasQuorum } = await checkSignatures(authority, signed)
    if (!hasQuorum) throw refuse('MAPPING_QUORUM_MISSING', `The record for place ${position}.`)
    const placed = ledger.place(position)
    if (placed === undefined && position === ledger.placedSize) ledger.addPlace(position, digest)
    else if (placed !== digest) throw refuse('MAPPING_PLACE_TAKEN', `The next place is ${ledger.placedSize}.`)
    return await key.sign(hashMappingPlace(authority.domain, { position, digest }))
  }

  /**
   * Signs a root that extends the last one it signed, shown by the consistency proof. The last one is given again, with its own
   * time, so that a lost answer is no dead end.
   */
  async signCheckpoint(
    wish: MappingCheckpoint,
    proof: readonly Hex[],
  ): Promise<MappingCheckpoint & { signature: Hex }> {
    const { authority, key, ledger } = this.#dependencies
    const last = ledger.lastCheckpoint() ?? { size: 0, root: bytesToHex(EMPTY_ROOT), issuedAt: 0 }
    const isRepeated = last.size > 0 && last.size === wish.size && last.root === wish.root
    if (!isRepeated) {
      this.#requireExtension(last, wish, proof)
      ledger.addCheckpoint(wish)
    }
    const checkpoint = isRepeated ? last : wish
    return { ...checkpoint, signature: await key.sign(hashMappingCheckpoint(authority.domain, checkpoint)) }
  }

  #requireExtension(last: MappingCheckpoint, { size, root, issuedAt }: MappingCheckpoint, proof: readonly Hex[]): void {
    const { ledger, nowSec } = this.#dependencies
    const [root1, root2] = [hexToBytes(last.root), hexToBytes(root)]
    const hashes = proof.map((hash) => hexToBytes(hash))
    const isExtension = verifyConsistency({ size1: last.size, size2: size, root1, root2, proof: hashes })
    const isTimely = Math.abs(issuedAt - nowSec()) <= CLOCK_WINDOW_SEC && issuedAt >= last.issuedAt
    if (isExtension && isTimely && size > last.size && size <= ledger.placedSize) return
    const details = `The last one has size ${last.size}; ${ledger.placedSize} places are given.`
    throw refuse('MAPPING_CHECKPOINT_REFUSED', details)
  }

  /** Which of those who may change the mapping signed the change. */
  async #authorizer(
    { record, authorization }: SignRequest,
    head: Mapping,
  ): Promise<'account' | 'guardian' | undefined> {
    const { authority, isSignedByAccount, nowSec } = this.#dependencies
    if (!authorization || authorization.deadline < nowSec()) return undefined
    const { userCommitment, account, guardian, version, previous } = record
    const change = { userCommitment, account, guardian, version, previous, deadline: authorization.deadline }
    const digest = hashMappingChange(authority.domain, change)
    if (await isSignedByAccount(head.account, digest, authorization.signature)) return 'account'
    if (isAddressEqual(head.guardian, zeroAddress)) return undefined
    return (await isSignedByAccount(head.guardian, digest, authorization.signature)) ? 'guardian' : undefined
  }
}
