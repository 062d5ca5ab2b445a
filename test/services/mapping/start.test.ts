import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RetryableError } from '../../../kit/errors.ts'
import { namedSignersField } from '../../../kit/named-signers.ts'
import { PARTIES } from '../../../sdk/src/mapping/parties.ts'
import { Child } from '../relayer/support/child.ts'
import { useMappingWorld } from './support/mapping-world.ts'

const entry = (party: string, i: number) => `${party}=0x${String(i + 1).padStart(40, '0')}@http://127.0.0.1:305${i}`
const [platform = '', hsm = '', auditor = ''] = PARTIES.map(entry)
const field = namedSignersField(PARTIES)

describe('MAPPING_SIGNERS', () => {
  it('names each party’s key and place', () => {
    const signers = field.parse([hsm, platform, auditor].join(', '))
    assert.deepEqual(signers.hsm, {
      address: '0x0000000000000000000000000000000000000002',
      url: 'http://127.0.0.1:3051',
    })
  })

  for (const [what, text] of Object.entries({
    'a party too few': `${platform},${hsm}`,
    'a party twice': [platform, platform, auditor].join(','),
    'a stranger': [platform, hsm, entry('stranger', 2)].join(','),
    'a key twice': [platform, hsm, auditor.replace(/0x0*3/, hsm.slice(4, 46))].join(','),
    'no address': 'platform=here@http://127.0.0.1:1,hsm=there@http://127.0.0.1:2,auditor=x@http://127.0.0.1:3',
  }))
    it(`is not valid with ${what}`, () => assert.equal(field.safeParse(text).success, false))
})

describe('the start of a mapping signer', () => {
  const world = useMappingWorld()

  it('is refused with a key that is not its party’s', async () => {
    const { spec } = world().signers.auditor
    const child = new Child({ ...spec, env: { ...spec.env, MAPPING_PARTY: 'platform', MAPPING_SIGNER_PORT: '1' } })
    await child.launch()
    assert.equal(await child.exitCode(), 1)
    assert.match(child.lines.join('\n'), /MAPPING_KEY_UNKNOWN/)
  })

  it('opens no door to a service with another token', async () => {
    const { dependencies, environment } = world()
    const url = new URL('/internal/v1/log', dependencies.config.MAPPING_SIGNERS.platform.url)
    const headers = { authorization: `Bearer ${environment.INTERNAL_TOKEN}` }
    assert.equal((await fetch(url, { headers })).status, 401)
    assert.equal((await dependencies.mappingSigners.platform.log()).placedSize, 0)
  })

  it('is told as away, never as wrong, while a signer does not answer', async () => {
    await world().signers.hsm.kill()
    const failure = await world()
      .dependencies.mappingSigners.hsm.log()
      .catch((error: unknown) => error)
    assert.ok(failure instanceof RetryableError && failure.code === 'MAPPING_SIGNER_UNAVAILABLE')
    await world().signers.hsm.start()
  })
})
