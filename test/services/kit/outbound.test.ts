import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { guardedPost, type OutboundPolicy } from '../../../kit/outbound/guarded-post.ts'
import { isPublicAddress } from '../../../kit/outbound/public-address.ts'
import { Receiver } from '../notifier/support/receiver.ts'

const REFUSED = { code: 'OUTBOUND_REFUSED' }
let receiver: Receiver

before(async () => {
  receiver = await new Receiver().listen()
})
after(() => receiver.close())

const post = (url: string, policy: OutboundPolicy = { allowsLocal: false }, timeoutMs = 10_000) =>
  guardedPost(policy, { url, headers: { 'content-type': 'application/json' }, body: '{}', timeoutMs })
const local = (path = '/') => post(`${receiver.url}${path}`, { allowsLocal: true })

describe('a public address', () => {
  const NOT_PUBLIC = [
    '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1',
    '192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255',
    ':: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:7f00:1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1',
    'fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1',
    'localhost 2130706433 0x7f.1 127.1',
  ].flatMap((line) => line.split(' '))

  it('is none of the special ones, in whatever form', () => {
    assert.deepEqual(NOT_PUBLIC.filter(isPublicAddress), [])
  })

  it('is every other', () => {
    const all = [
      '8.8.8.8',
      '1.1.1.1',
      '172.32.0.1',
      '100.128.0.1',
      '2606:4700::1111',
      '2a00:1450::1',
      '2001:4860::8888',
    ]
    assert.deepEqual(all.filter(isPublicAddress), all)
  })
})

describe('a guarded post', () => {
  it('refuses what is not https on its ports, logins, and addresses of this network', async () => {
    const urls = [
      'http://example.org/',
      'ftp://example.org/',
      'file:///etc/passwd',
      'nonsense',
      'https://user:password@example.org/',
      'https://example.org:22/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f000001/',
      'https://0177.0.0.1/',
      'https://127.1/',
      'https://169.254.169.254/latest/meta-data',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:a9fe:a9fe]/',
      'https://[64:ff9b::169.254.169.254]/',
      'https://[fd00:ec2::254]/',
      'https://[fe80::1]/',
    ]
    for (const url of urls) await assert.rejects(post(url), REFUSED, url)
  })

  it('refuses a name one of whose addresses is not public', async () => {
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['2606:4700::1111', '::ffff:10.0.0.1'], []]) {
      const policy = { allowsLocal: false, resolve: async () => addresses }
      await assert.rejects(post('https://rebind.example.org/', policy), REFUSED, addresses.join())
    }
  })

  it('asks for a name once and connects to what it was told then', async () => {
    const asked: string[] = []
    const resolve = async (host: string) => {
      asked.push(host)
      // Whoever asks a second time is led to where nobody listens.
      return asked.length === 1 ? ['127.0.0.1'] : ['127.0.0.99']
    }
    const url = `http://rebind.example.org:${receiver.port}/`
    const { status } = await post(url, { allowsLocal: true, resolve })
    assert.deepEqual([status, asked], [204, ['rebind.example.org']])
    assert.equal(receiver.received.at(-1)?.headers.host, `rebind.example.org:${receiver.port}`)
  })

  it('leaves local addresses beside loopback alone even where local systems are allowed', async () => {
    const resolve = async () => ['10.0.0.1']
    await assert.rejects(post('http://inside.example.org/', { allowsLocal: true, resolve }), REFUSED)
  })

  it('follows no redirect', async () => {
    const count = receiver.received.length
    receiver.answer = (response) => response.writeHead(307, { location: `${receiver.url}/elsewhere` }).end()
    assert.equal((await local()).status, 307)
    assert.equal(receiver.received.length, count + 1)
  })

  it('reads no more of a body than it needs', async () => {
    receiver.answer = (response) => {
      response.writeHead(200)
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', write)
      write()
    }
    assert.equal((await local()).status, 200)
  })

  it('gives up a receiver that never ends, however slowly it speaks', async () => {
    receiver.answer = (response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    }
    await assert.rejects(post(receiver.url, { allowsLocal: true }, 500), { name: 'TimeoutError' })
    receiver.answer = () => undefined
    await assert.rejects(post(receiver.url, { allowsLocal: true }, 500), { name: 'TimeoutError' })
  })

  it('gives up a resolver that never answers', async () => {
    const resolve = () => new Promise<string[]>(() => undefined)
    await assert.rejects(post('https://example.org', { allowsLocal: false, resolve }, 300), { name: 'TimeoutError' })
  })

  it('tells when the other side wants to be asked again', async () => {
    receiver.answer = (response) => response.writeHead(429, { 'retry-after': '120' }).end()
    assert.deepEqual(await local(), { status: 429, retryAfterSec: 120 })
  })
})
