import assert from 'node:assert/strict'
import type { NamedOperation } from './openapi.ts'

/** The answer has a documented status, is no failure of ours but a part that is away, and a problem when it is none of ours. */
export function assertAsDocumented(
  { method, path, responses }: NamedOperation,
  request: { body?: string },
  response: Response,
): void {
  const { status } = response
  const told = `${method} ${path} answered ${status} to ${request.body?.slice(0, 300) ?? 'no body'}`
  // A path whose placeholder is spoiled by a slash or left empty is another path.
  const isDocumented = String(status) in responses || (status === 404 && method === 'GET')
  assert.ok(isDocumented, `undocumented: ${told}`)
  assert.ok(status < 500 || status === 503, told)
  assert.notEqual(status, 429, told)
  if (status >= 400) assert.equal(response.headers.get('content-type'), 'application/problem+json', told)
}
