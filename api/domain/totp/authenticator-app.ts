import { timingSafeEqual } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/** What every authenticator app takes (RFC 6238 with its defaults; RFC 4226, 4 R6 wants 160 bits). */
const FORM = { issuer: 'Genex', algorithm: 'SHA1', digits: 6, period: 30 } as const
const SECRET_BYTES = 20
/** Clocks of telephones and slow typing: one step either way. */
const WINDOW = [-1, 0, 1]

/** A new secret, base32. */
export function newSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** `otpauth://totp/…`, which apps read from a QR code; it holds the secret. */
export function uriOf(secret: string, label: string): string {
  return appOf(secret, label).toString()
}

/** The time step whose code this is, undefined when it is none of now. Every step is compared, in constant time. */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const app = appOf(secret, '')
  const current = Math.floor(now.getTime() / 1000 / FORM.period)
  let found: number | undefined
  for (const step of WINDOW.map((offset) => current + offset)) {
    const expected = Buffer.from(app.generate({ timestamp: step * FORM.period * 1000 }))
    const given = Buffer.from(code)
    if (given.length === expected.length && timingSafeEqual(given, expected)) found = step
  }
  return found
}

function appOf(secret: string, label: string): TOTP {
  return new TOTP({ ...FORM, label, secret: Secret.fromBase32(secret) })
}
