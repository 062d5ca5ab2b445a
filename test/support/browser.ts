import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { LocalAccount, TypedDataDefinition } from 'viem'

const CHROMIUM = '/usr/bin/chromium'

export async function launchBrowser(): Promise<Browser> {
  assert.ok(existsSync(CHROMIUM), `${CHROMIUM} is missing: apt-get install -y --no-install-recommends chromium`)
  return await chromium.launch({ executablePath: CHROMIUM, headless: true, args: ['--no-sandbox'] })
}

/** A platform authenticator whose person always confirms. Gives what takes it away. */
export async function addAuthenticator(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return async () => {
    await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
  }
}

/** A wallet as extensions inject it (EIP-1193), whose person always confirms. Gives the methods that it was asked for. */
export async function addWallet(page: Page, account: LocalAccount): Promise<string[]> {
  const asked: string[] = []
  await page.exposeFunction('askWallet', async (method: string, params: readonly string[]) => {
    asked.push(method)
    if (method === 'eth_requestAccounts') return [account.address]
    if (method === 'personal_sign') return await account.signMessage({ message: { raw: params[0] as `0x${string}` } })
    if (method === 'eth_signTypedData_v4')
      return await account.signTypedData(JSON.parse(params[1] ?? '') as TypedDataDefinition)
    throw new Error(`this wallet does not ${method}`)
  })
  await page.evaluate(() => {
    const { askWallet } = globalThis as unknown as { askWallet: (method: string, params: unknown) => unknown }
    const request = (call: { method: string; params?: unknown }) => askWallet(call.method, call.params ?? [])
    Object.assign(globalThis, { ethereum: { request } })
  })
  return asked
}
