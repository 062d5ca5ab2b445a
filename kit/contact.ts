import { createHmac } from 'node:crypto'
import { domainToASCII } from 'node:url'
import type { Hex } from 'viem'
import { z } from 'zod'
import type { Secret } from './secret.ts'

export const CONTACT_KINDS = ['phone', 'email'] as const
export type ContactKind = (typeof CONTACT_KINDS)[number]

/** A phone number (E.164) or an e-mail address (lower case) in the one form in which it is compared, hashed and stored. */
export interface Contact {
  kind: ContactKind
  value: string
}

/** E.164: a plus, a country code that does not begin with 0, at most 15 digits. */
const E164 = /^\+[1-9][0-9]{6,14}$/
/** RFC 5321's lengths; ASCII local parts only, since few servers take others and look-alikes would pass for each other. */
const LOCAL_PART = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/

/** The contact's one form, or undefined when it is neither a phone number nor an e-mail address. */
export function normalizeContact(text: string): Contact | undefined {
  const trimmed = text.trim()
  return trimmed.includes('@') ? normalizeEmail(trimmed) : normalizePhone(trimmed)
}

/** Parses a contact at an edge; the value itself is never repeated in the refusal. */
export const contactField = z
  .string('must be a phone number or an e-mail address')
  .max(320, 'must be at most 320 characters')
  .transform((text, context): Contact => {
    const contact = normalizeContact(text)
    if (contact) return contact
    const message = 'must be a phone number with + and country code (E.164), or an e-mail address'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/**
 * The keyed hash under which a contact is found: HMAC-SHA-256 with a key of its own, so that a copy of the table does not tell
 * whose numbers it holds (all numbers of a country are hashed in seconds without a key).
 */
export function contactTag(key: Secret, { kind, value }: Contact): Hex {
  return `0x${createHmac('sha256', key.reveal()).update(`${kind}\n${value}`).digest('hex')}`
}

function normalizePhone(text: string): Contact | undefined {
  const value = text.replace(/[\s().-]/g, '').replace(/^00/, '+')
  return E164.test(value) ? { kind: 'phone', value } : undefined
}

function normalizeEmail(text: string): Contact | undefined {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at).toLowerCase()
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase()
  const isDotted = !local.startsWith('.') && !local.endsWith('.') && !local.includes('..')
  if (!isDotted || !LOCAL_PART.test(local) || !DOMAIN.test(domain)) return undefined
  return { kind: 'email', value: `${local}@${domain}` }
}
