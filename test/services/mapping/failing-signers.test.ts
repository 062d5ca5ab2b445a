import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { createMappingSigners } from '../../../api/clients/mapping-signers.ts'
import { type Change, changeMapping } from '../../../api/domain/address-map/change-mapping.ts'
import { type AddressMapDependencies, authorityOf } from '../../../api/domain/address-map/dependencies.ts'
import { registerContact } from '../../../api/domain/address-map/register-contact.ts'
import { resolveContact } from '../../../api/domain/address-map/resolve-contact.ts'
import { verifyAddressMap } from '../../../api/domain/address-map/verify-address-map.ts'
import { tendAddressMap } from '../../../api/jobs/address-map.ts'
import { readChain } from '../../../api/store/address-map/records.ts'
import { mappingSigners, partyEnvironment } from '../../../local/mapping-parties.ts'
import { answersOk, until } from '../../../local/until.ts'
import { checkSignatures, PARTIES, type Party } from '../../../sdk/src/mapping/parties.ts'
import { Child } from '../relayer/support/child.ts'
import { freePort, temporaryDir } from '../relayer/support/places.ts'
import { newAccount, newContact, signChange, useMappingWorld } from './support/mapping-world.ts'

const hasCode = (code: string) => ({ code })

describe('mapping signers that fail', () => {
  const world = useMappingWorld()

  async function register(dependencies: AddressMapDependencies = world().dependencies) {
    const [contact, account] = [newContact(), newAccount()]
    const mapping = await registerContact(dependencies, { contact, account: account.address, userId: randomUUID() })
    return { contact, account, mapping }
  }
  const signersOf = async (mapping: Parameters<typeof checkSignatures>[1]) =>
    (await checkSignatures(authorityOf(world().dependencies), mapping)).valid
  /** Runs something while signers are down; they come back with what they had stored. */
  async function without<T>(parties: readonly Party[], work: () => Promise<T>): Promise<T> {
    await Promise.all(parties.map((party) => world().signers[party].kill()))
    try {
      return await work()
    } finally {
      await Promise.all(parties.map((party) => world().signers[party].start()))
    }
  }

  for (const party of PARTIES)
    it(`are two of three without ${party}, who learns later what it missed`, async () => {
      const { account, mapping, contact } = await without([party], () => register())
      assert.deepEqual(
        await signersOf(mapping),
        PARTIES.filter((other) => other !== party),
      )

      const next = newAccount()
      const change = await signChange(world(), { last: mapping, signer: account, account: next.address })
      const second = await changeMapping(world().dependencies, change)
      assert.deepEqual(await signersOf(second), [...PARTIES])
      const found = await resolveContact(world().dependencies, { asker: next.address, contact, purpose: 'transfer' })
      assert.equal(found.record.account, next.address)
      assert.deepEqual((await verifyAddressMap(world().dependencies)).findings, [])
    })

  it('are too few when two are away; the registration is finished when one is back', async () => {
    const [contact, account, userId] = [newContact(), newAccount(), randomUUID()]
    const registration = { contact, account: account.address, userId }
    const { dependencies } = world()
    await without(['hsm', 'auditor'], () =>
      assert.rejects(registerContact(dependencies, registration), hasCode('MAPPING_SIGNERS_UNAVAILABLE')),
    )
    await tendAddressMap(dependencies)
    const found = await resolveContact(dependencies, { asker: account.address, contact, purpose: 'withdrawal' })
    assert.equal(found.record.account, account.address)
    assert.deepEqual(await signersOf(found), [...PARTIES])
  })

  it('are not believed when one lies, and the liar is named', async () => {
    const liar = await startLiar('auditor')
    try {
      const dependencies = { ...world().dependencies, mappingSigners: liar.clients }
      const { mapping } = await register(dependencies)
      assert.deepEqual(await signersOf(mapping), ['platform', 'hsm'])
      assert.equal(mapping.signatures.auditor, undefined)
      const told = world().lines.filter((line) => line.includes('a mapping signer lies'))
      assert.match(told[0] ?? '', /"party":"auditor"/)

      const lonely = { ...dependencies, mappingSigners: liar.clients }
      await without(['hsm'], () => assert.rejects(register(lonely), hasCode('MAPPING_SIGNERS_UNAVAILABLE')))
      await tendAddressMap(world().dependencies)
    } finally {
      await liar.end()
    }
  })

  for (const signatures of [1, 2, 3])
    it(`make one record of a version when we are killed with ${signatures} signatures in hand`, async () => {
      const { account, mapping } = await register()
      const [first, second] = await Promise.all(
        [1, 2].map(() => signChange(world(), { last: mapping, signer: account, account: newAccount().address })),
      )
      assert.ok(first && second)
      assert.equal(await changeAndDie(first, signatures), 'SIGKILL')

      // Another wish for the same version comes after the kill: what was begun is finished, not replaced.
      assert.equal(await codeOnceFree(() => changeMapping(world().dependencies, second)), 'MAPPING_SUPERSEDED')
      const chain = await readChain(world().dependencies.pool, mapping.record.userCommitment)
      assert.deepEqual(
        chain.map(({ record }) => record.account),
        [account.address, first.account],
      )
      assert.deepEqual((await verifyAddressMap(world().dependencies)).findings, [])
    })

  it('are killed themselves in the middle of registrations, and no contact gets two mappings', async () => {
    const { dependencies, signers } = world()
    const registrations = Array.from({ length: 12 }, () => ({
      contact: newContact(),
      account: newAccount().address,
      userId: randomUUID(),
    }))
    const running = Promise.allSettled(registrations.map((wish) => registerContact(dependencies, wish)))
    await signers.hsm.kill()
    await signers.hsm.start()
    await signers.platform.kill()
    await signers.platform.start()
    await running

    await until('every registration being finished', async () => {
      await tendAddressMap(dependencies)
      const outcomes = await Promise.allSettled(registrations.map((wish) => registerContact(dependencies, wish)))
      return outcomes.every(({ status }) => status === 'fulfilled')
    })
    await tendAddressMap(dependencies)
    const report = await verifyAddressMap(dependencies)
    assert.deepEqual(report.findings, [])
    assert.equal(report.placedSize, report.size)
  })

  /** The code of a refusal, once the database has noticed that the killed process is gone. */
  async function codeOnceFree(work: () => Promise<unknown>): Promise<unknown> {
    let code: unknown
    await until('the lock of the killed process being free', async () => {
      code = await work().then(
        () => 'done',
        (error: { code?: unknown }) => error.code,
      )
      return code !== 'MAPPING_BUSY'
    })
    return code
  }

  /** A real signer process that has another key than the party it answers for. */
  async function startLiar(party: Party) {
    const { dir, remove } = temporaryDir()
    const port = await freePort()
    const ports = { MAPPING_PLATFORM_PORT: port, MAPPING_HSM_PORT: port, MAPPING_AUDITOR_PORT: port }
    const places = { dataDir: dir, ports: ports as never }
    const environment = { ...world().environment, MAPPING_SIGNERS: mappingSigners(places) }
    const url = `http://127.0.0.1:${port}`
    const liar = new Child({
      name: 'liar',
      command: process.execPath,
      args: ['mapping/signer/main.ts'],
      env: partyEnvironment(places, environment, party),
      stopSignal: 'SIGTERM',
      isReady: () => answersOk(`${url}/readyz`),
    })
    await liar.start()
    const { MAPPING_SIGNERS: known, MAPPING_TOKEN: token } = world().dependencies.config
    const clients = createMappingSigners({ ...known, [party]: { ...known[party], url } }, token)
    const end = async () => {
      await liar.kill()
      remove()
    }
    return { clients, end }
  }

  async function changeAndDie(change: Change, signatures: number): Promise<string | undefined> {
    const child = new Child({
      name: 'dying api',
      command: process.execPath,
      args: ['test/services/mapping/support/dying-api.ts'],
      env: { ...world().environment, CHANGE: JSON.stringify(change), SIGNATURES: String(signatures) },
      stopSignal: 'SIGKILL',
      isReady: async () => true,
    })
    await child.launch()
    const code = await child.exitCode()
    return code === null ? 'SIGKILL' : `${code}: ${child.lines.join('\n')}`
  }
})
