/** What an API key may do. Money, keys and sessions are in no scope: those take the account's own signature or session. */
export const SCOPES = ['read', 'trade', 'mm', 'webhooks'] as const
export type Scope = (typeof SCOPES)[number]

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text)
}

/** By path below /api/v1; the first that fits decides, what fits none is closed to API keys. */
const RULES: readonly { method: string; path: RegExp; scope: Scope }[] = [
  { method: 'POST', path: /^\/mm\//, scope: 'mm' },
  { method: 'POST', path: /^\/orders(\/cancels|\/cancel-all)?$/, scope: 'trade' },
  { method: 'POST', path: /^\/webhooks(\/|$)/, scope: 'webhooks' },
  { method: 'GET', path: /^\/webhooks(\/|$)/, scope: 'webhooks' },
  { method: 'GET', path: /^\/(?!api-keys|auth\/)/, scope: 'read' },
]

/** The scope that an operation needs, undefined when no API key may call it. */
export function scopeFor(method: string, path: string): Scope | undefined {
  const below = path.replace(/^\/api\/v1(?=\/)/, '')
  return RULES.find((rule) => rule.method === method && rule.path.test(below))?.scope
}
