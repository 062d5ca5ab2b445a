import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  to: string
  source: string
}

/** A mail server on this machine, without TLS; refusals are chosen by the test. */
export class MailServer {
  readonly mails: ReceivedMail[] = []
  /** Reply to a recipient instead of taking it. */
  refusal: { code: number; message: string } | undefined
  readonly #server: SMTPServer

  constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: (_address, _session, done) => {
        const { refusal } = this
        done(refusal ? Object.assign(new Error(refusal.message), { responseCode: refusal.code }) : null)
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          for (const { address } of session.envelope.rcptTo)
            this.mails.push({ to: address, source: Buffer.concat(chunks).toString('utf8') })
          done()
        })
      },
    })
    this.#server.on('error', () => undefined)
  }

  async listen(): Promise<this> {
    const server = this.#server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return this
  }

  get url(): string {
    const address = this.#server.server.address()
    if (typeof address !== 'object' || address === null) throw new Error('not listening')
    return `smtp://127.0.0.1:${address.port}`
  }

  mailsTo(address: string): ReceivedMail[] {
    return this.mails.filter(({ to }) => to === address)
  }

  close(): void {
    this.#server.close()
  }
}

/** A header of a mail, decoded. */
export function headerOf({ source }: ReceivedMail, name: string): string {
  const folded = new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(source)?.[1] ?? ''
  return folded.replace(/\r\n[ \t]+/g, '').replace(/=\?UTF-8\?(B|Q)\?([^?]*)\?=/gi, (_all, kind, text) => {
    if (kind.toUpperCase() === 'B') return Buffer.from(text, 'base64').toString('utf8')
    return decodeQuoted(text.replaceAll('_', ' '))
  })
}

/** The plain and the HTML part, decoded. */
export function partsOf({ source }: ReceivedMail): { text: string; html: string } {
  const part = (type: string) => {
    const found = new RegExp(`content-type: ${type}[\\s\\S]*?\\r\\n\\r\\n([\\s\\S]*?)\\r\\n--`, 'i').exec(source)
    const head = found?.[0].slice(0, found[0].indexOf('\r\n\r\n')) ?? ''
    const body = found?.[1] ?? ''
    if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
    return /quoted-printable/i.test(head) ? decodeQuoted(body) : body
  }
  return { text: part('text/plain'), html: part('text/html') }
}

function decodeQuoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_all, hex) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
