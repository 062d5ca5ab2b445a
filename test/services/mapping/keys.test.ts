import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type Hex, recoverAddress, sha256, toHex } from 'viem'
import { createKeystore, openKeystore } from '../../../kit/keystore.ts'
import { Secret } from '../../../kit/secret.ts'
import { openFileKey } from '../../../mapping/signer/keys/file-key.ts'
import { openPkcs11Key } from '../../../mapping/signer/keys/pkcs11-key.ts'
import { temporaryDir } from '../relayer/support/places.ts'

const { dir, remove } = temporaryDir()
after(remove)
const digest = sha256('0x1234')

describe('a key in a file', () => {
  const file = join(dir, 'keys', 'key.json')
  const passphrase = new Secret('a passphrase for the tests')

  it('is made once, in a file that nobody else may read and that does not hold it', async () => {
    const address = createKeystore(file, passphrase)
    assert.equal(createKeystore(file, passphrase), address)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const { privateKey } = openKeystore(file, passphrase)
    assert.ok(!readFileSync(file, 'utf8').includes(privateKey.reveal().slice(2)))
    const key = openFileKey(file, passphrase)
    assert.equal(await recoverAddress({ hash: digest, signature: await key.sign(digest) }), address)
  })

  it('opens with its passphrase only, unchanged only', () => {
    const unreadable = { code: 'KEYSTORE_UNREADABLE' }
    assert.throws(() => openKeystore(file, new Secret('another passphrase here')), unreadable)
    assert.throws(() => openKeystore(join(dir, 'nowhere'), passphrase), unreadable)
    const changed = join(dir, 'changed.json')
    const content = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(changed, JSON.stringify({ ...content, address: `0x${'11'.repeat(20)}` }))
    assert.throws(() => openKeystore(changed, passphrase), unreadable)
  })
})

/** Debian's softhsm2 and opensc. They are no part of the product's own dependencies, so their absence is said, not hidden. */
const TOOL = '/usr/bin/pkcs11-tool'
const MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'].find(existsSync)
const hasTools = MODULE !== undefined && existsSync(TOOL) && existsSync('/usr/bin/softhsm2-util')

describe('a key in a security module (PKCS#11)', () => {
  const title = hasTools
    ? 'signs so that its address is recovered, and never leaves the token'
    : 'is NOT TESTED HERE: apt-get install softhsm2 opensc'
  it(title, async (context) => {
    if (!hasTools || MODULE === undefined) {
      context.diagnostic('SoftHSM or OpenSC is missing on this machine; nothing was checked about PKCS#11.')
      return
    }
    const softhsmConf = createToken(MODULE)
    const parameters = {
      tool: TOOL,
      module: MODULE,
      tokenLabel: 'genex',
      keyId: '01',
      pin: new Secret('1234'),
      softhsmConf,
    }
    const key = await openPkcs11Key(parameters)
    // Both parities and both forms of s come up among these.
    for (let i = 0; i < 12; i++) {
      const hash = sha256(toHex(i))
      assert.equal(await recoverAddress({ hash, signature: await key.sign(hash) }), key.address)
      assert.ok(isLowS(await key.sign(hash)))
    }
    const wrongPin = await openPkcs11Key({ ...parameters, pin: new Secret('9999') })
    await assert.rejects(wrongPin.sign(digest), { code: 'PKCS11_FAILED' })
    await assert.rejects(openPkcs11Key({ ...parameters, keyId: '02' }), { code: 'PKCS11_FAILED' })
    await assert.rejects(openPkcs11Key({ ...parameters, tool: '/nowhere' }), { code: 'PKCS11_FAILED' })
  })
})

function createToken(module: string): string {
  const tokens = join(dir, 'tokens')
  mkdirSync(tokens)
  const conf = join(dir, 'softhsm2.conf')
  writeFileSync(conf, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`)
  const run = (tool: string, args: string[]) =>
    execFileSync(tool, args, { env: { SOFTHSM2_CONF: conf, PATH: process.env.PATH }, stdio: 'pipe' })
  run('/usr/bin/softhsm2-util', ['--init-token', '--free', '--label', 'genex', '--pin', '1234', '--so-pin', '5678'])
  const token = ['--module', module, '--token-label', 'genex', '--login', '--pin', '1234']
  run(TOOL, [...token, '--keypairgen', '--key-type', 'EC:secp256k1', '--id', '01', '--label', 'mapping'])
  return conf
}

/** EIP-2: of s and n - s the lower. */
function isLowS(signature: Hex): boolean {
  return BigInt(`0x${signature.slice(66, 130)}`) <= 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n
}
