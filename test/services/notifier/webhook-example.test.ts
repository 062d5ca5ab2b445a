import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { REPOSITORY_DIR } from '../../../local/config.ts'
import { until } from '../../../local/until.ts'
import { Child } from '../relayer/support/child.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
let dir: string
let example: Child

/** The example of /docs/webhooks as it stands there, run as a reader would. */
before(async () => {
  const guide = readFileSync(join(REPOSITORY_DIR, 'api/docs/webhooks.md'), 'utf8')
  const code = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''
  // Inside the repository, so that it finds the library.
  dir = mkdtempSync(join(REPOSITORY_DIR, 'node_modules', '.webhook-example-'))
  writeFileSync(join(dir, 'receive.mjs'), code)
  example = new Child({
    name: 'example',
    command: process.execPath,
    args: [join(dir, 'receive.mjs')],
    env: { PATH: process.env.PATH, WEBHOOK_SECRET: secret, PORT: '0' },
    stopSignal: 'SIGTERM',
    isReady: async () => portOf(example) !== undefined,
  })
  await example.start()
})
after(async () => {
  await example.kill()
  rmSync(dir, { recursive: true, force: true })
})

const portOf = ({ lines }: Child) => /^listening on (\d+)$/m.exec(lines.join('\n'))?.[1]

async function send(id: string, sent: string, signed = sent): Promise<number> {
  const at = new Date()
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, signed),
  }
  return (await fetch(`http://127.0.0.1:${portOf(example)}`, { method: 'POST', headers, body: sent })).status
}

describe('the example of the guide to webhooks', () => {
  const data = { sequence: 17, parameters: { amountUsdc6: '5000000' } }
  const body = JSON.stringify({ type: 'money.deposited', data })

  it('takes a genuine message once', async () => {
    const id = randomUUID()
    assert.deepEqual([await send(id, body), await send(id, body)], [204, 204])
    await until('its line', () => example.lines.some((line) => line.startsWith('17 money.deposited')))
    assert.equal(example.lines.filter((line) => line.startsWith('17 ')).length, 1)
  })

  it('refuses an altered one', async () => {
    assert.equal(await send(randomUUID(), body.replace('17', '18'), body), 400)
  })
})
