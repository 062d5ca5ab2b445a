import { createTransport } from 'nodemailer'
import type { Mail } from '../../kit/notices/mail.ts'
import type { Secret } from '../../kit/secret.ts'
import { MAIL_CONNECT_MS, MAIL_CONNECTIONS, MAIL_SOCKET_MS } from '../limits.ts'
import { codeOf, type Outcome } from './outcome.ts'

export interface Envelope {
  to: string
  mail: Mail
  /** The same for every attempt, so that a mail server or a reader can drop a second one. */
  messageId: string
}

export interface Mailer {
  send: (envelope: Envelope) => Promise<Outcome>
  close: () => void
}

/** E-mail by SMTP. */
export function createMailer({ url, from }: { url: Secret; from: string }): Mailer {
  const domain = from.slice(from.lastIndexOf('@') + 1).replace('>', '')
  const transport = createTransport(smtpOptions(new URL(url.reveal())))
  return {
    async send({ to, mail, messageId }) {
      try {
        const headers = { 'auto-submitted': 'auto-generated' }
        await transport.sendMail({ from, to, ...mail, messageId: `<${messageId}@${domain}>`, headers })
        return { kind: 'sent' }
      } catch (error) {
        return outcomeOf(error)
      }
    },
    close: () => transport.close(),
  }
}

/** Outside this machine nothing is said before the connection is encrypted; without TLS nothing is sent. */
export function smtpOptions(url: URL) {
  const secure = url.protocol === 'smtps:'
  const auth = url.username === '' ? {} : { auth: { user: decode(url.username), pass: decode(url.password) } }
  return {
    pool: true as const,
    maxConnections: MAIL_CONNECTIONS,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure && !isLoopback(url.hostname),
    connectionTimeout: MAIL_CONNECT_MS,
    greetingTimeout: MAIL_CONNECT_MS,
    socketTimeout: MAIL_SOCKET_MS,
    // Texts are ours, but a path in one must never become an attachment.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  }
}

/** Refused mailboxes by RFC 5321: unknown, moved, not allowed, and domains that take no mail. */
const REFUSED_MAILBOX = new Set([550, 551, 553, 556])

function outcomeOf(error: unknown): Outcome {
  const { responseCode, command } = error as { responseCode?: unknown; command?: unknown }
  if (typeof responseCode !== 'number' || responseCode < 400) return { kind: 'retry', error: codeOf(error) }
  const code = `SMTP_${responseCode}`
  // That our own login is refused is nothing about the reader.
  if (responseCode < 500 || codeOf(error) === 'EAUTH') return { kind: 'retry', error: code }
  const isRecipient = command === 'RCPT TO' && REFUSED_MAILBOX.has(responseCode)
  return { kind: isRecipient ? 'gone' : 'dead', error: code }
}

const decode = (text: string) => decodeURIComponent(text)
const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)
