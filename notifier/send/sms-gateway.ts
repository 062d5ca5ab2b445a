import { z } from 'zod'
import type { Secret } from '../../kit/secret.ts'
import { SMS_TIMEOUT_MS } from '../limits.ts'
import { codeOf, type Outcome } from './outcome.ts'

export interface SmsConfig {
  url: string
  account: string
  token: Secret
  /** A number of ours, or a messaging service (MG…). */
  from: string
}

export type SendSms = (message: { to: string; text: string }) => Promise<Outcome>

/** Twilio's codes of numbers that never take a message: invalid, no mobile number, its owner said STOP, unknown. */
const REFUSED_NUMBER = new Set([21211, 21214, 21217, 21610, 21614, 30005, 30006])

/** SMS through Twilio's REST API (Messages resource, version 2010-04-01). */
export function createSmsGateway({ url, account, token, from }: SmsConfig): SendSms {
  const endpoint = `${url}/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`
  const authorization = `Basic ${Buffer.from(`${account}:${token.reveal()}`).toString('base64')}`
  const sender = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from }
  return async ({ to, text }) => {
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams({ To: to, Body: text, ...sender }),
        redirect: 'error',
        signal: AbortSignal.timeout(SMS_TIMEOUT_MS),
      })
      return outcomeOf(response.status, await response.text())
    } catch (error) {
      return { kind: 'retry', error: codeOf(error) }
    }
  }
}

function outcomeOf(status: number, body: string): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const code = errorCodeOf(body)
  const error = `SMS_${code ?? status}`
  if (code !== undefined && REFUSED_NUMBER.has(code)) return { kind: 'gone', error }
  // Whatever is wrong with our account (401, 402, 403) or too fast (429) may be put right.
  return status === 400 || status === 404 ? { kind: 'dead', error } : { kind: 'retry', error }
}

function errorCodeOf(body: string): number | undefined {
  try {
    return z.object({ code: z.int() }).parse(JSON.parse(body)).code
  } catch {
    return undefined
  }
}
