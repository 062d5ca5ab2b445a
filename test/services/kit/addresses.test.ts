import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { readAddresses } from '../../../kit/addresses.ts'
import { BaseError } from '../../../kit/errors.ts'

const ADDRESS = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const dir = mkdtempSync(join(tmpdir(), 'genex-addresses-'))
const hasCode = (code: string) => (error: unknown) => error instanceof BaseError && error.code === code

describe('readAddresses', () => {
  after(() => rmSync(dir, { recursive: true }))

  it('says so when the deployment is missing', () => {
    assert.throws(() => readAddresses('nowhere', dir), hasCode('DEPLOYMENT_MISSING'))
  })

  it('finds a contract by its name and throws for one that is not there', () => {
    mkdirSync(join(dir, 'test'))
    writeFileSync(
      join(dir, 'test', 'deployed_addresses.json'),
      JSON.stringify({ 'Genex#Settlement': ADDRESS.toLowerCase() }),
    )
    const addresses = readAddresses('test', dir)
    assert.equal(addresses.get('Settlement'), ADDRESS)
    assert.throws(() => addresses.get('Brake'), hasCode('CONTRACT_NOT_DEPLOYED'))
  })
})
