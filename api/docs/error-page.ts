import { API_KEY_CODES } from './api-key-codes.ts'
import { OPERATION_CODES, RELAYER_CODES } from './carriage-codes.ts'
import { contractDocs } from './contract-codes.ts'
import { docsOf, type ErrorDoc } from './error-doc.ts'
import { MAPPING_CODES } from './mapping-codes.ts'
import { NOTIFICATION_CODES } from './notification-codes.ts'
import { BOOK_CODES, CORE_ORDER_CODES } from './order-codes.ts'
import { ORGANISATION_CODES } from './organisation-codes.ts'
import { PURCHASE_CODES } from './purchase-codes.ts'
import { AVAILABILITY_CODES, REQUEST_CODES } from './request-codes.ts'
import { RISK_CODES } from './risk-codes.ts'
import { AUTH_CODES } from './sign-in-codes.ts'
import { WATCH_CODES } from './watch-codes.ts'

interface Section {
  title: string
  intro: string
  docs: readonly [code: string, doc: ErrorDoc][]
}

/** Every code that this system tells anybody, by where it comes from. A code stands in the first section that has it. */
export function errorSections(): Section[] {
  const sections: Section[] = [
    { title: 'Requests', intro: 'What any operation may answer.', docs: docsOf(REQUEST_CODES) },
    { title: 'Sign-in and sessions', intro: 'Status 401 and 403.', docs: docsOf(AUTH_CODES) },
    { title: 'Risk', intro: 'The exit on chain is never held.', docs: docsOf(RISK_CODES) },
    { title: 'Organisations', intro: 'Of several people, by approvals.', docs: docsOf(ORGANISATION_CODES) },
    {
      title: 'API keys and market makers',
      intro: 'Status 401, 403 and 422; GET /api/v1/auth/diagnose tells more.',
      docs: docsOf(API_KEY_CODES),
    },
    {
      title: 'Parts that are away',
      intro: 'Status 503: nothing is lost, the same call may succeed later.',
      docs: docsOf(AVAILABILITY_CODES),
    },
    {
      title: 'Orders',
      intro: 'In `results` of placements, and as reasons of skipped trades (there without ORDER_).',
      docs: docsOf(CORE_ORDER_CODES),
    },
    { title: 'Book, cancels and co-signatures', intro: 'What the sequencer adds.', docs: docsOf(BOOK_CODES) },
    { title: 'Signed intents', intro: 'In the state of an order number.', docs: docsOf(RELAYER_CODES) },
    { title: 'Obligations and surveillance', intro: 'About the market, from its journal.', docs: docsOf(WATCH_CODES) },
    {
      title: 'Address map',
      intro: 'Phone numbers and e-mail addresses instead of addresses.',
      docs: docsOf(MAPPING_CODES),
    },
    {
      title: 'Rates and purchases',
      intro: 'Refusals, and `reason` of a purchase.',
      docs: docsOf(PURCHASE_CODES),
    },
    {
      title: 'Notifications and webhooks',
      intro: 'What people are told, and where it is sent.',
      docs: docsOf(NOTIFICATION_CODES),
    },
    { title: 'Contracts', intro: 'Why a contract refused: in the state of an order number.', docs: contractDocs() },
    { title: 'Operation', intro: 'In logs only; users never see them.', docs: docsOf(OPERATION_CODES) },
  ]
  const seen = new Set<string>()
  return sections.map((section) => ({
    ...section,
    docs: section.docs.filter(([code]) => !seen.has(code) && seen.add(code)),
  }))
}

/** The page behind every problem's `type`. */
export function errorPage(): string {
  const sections = errorSections()
  const contents = sections.map(({ title }) => `<li><a href="#${slug(title)}">${textHtml(title)}</a></li>`).join('')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Genex API: errors</title><style>${STYLE}</style></head><body><main>
<h1>Errors</h1>
<p>Every answer that is no success is a problem document (RFC 9457). Its <code>code</code> is stable and is what programs
branch on; its <code>type</code> leads to the entry here. <a href="/docs">API reference</a></p>
<ul>${contents}</ul>
${sections.map(sectionHtml).join('\n')}
</main></body></html>`
}

function sectionHtml({ title, intro, docs }: Section): string {
  return `<h2 id="${slug(title)}">${textHtml(title)}</h2><p>${textHtml(intro)}</p>\n<dl>${docs.map(entryHtml).join('\n')}</dl>`
}

function entryHtml([code, { title, happened, next }]: readonly [string, ErrorDoc]): string {
  return `<dt id="${code}"><a href="#${code}"><code>${code}</code></a> ${textHtml(title)}</dt>
<dd>${textHtml(happened)}<br><b>Next:</b> ${textHtml(next)}</dd>`
}

/** Text for HTML; `x` becomes code. */
function textHtml(text: string): string {
  const safe = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
  return safe.replace(/`([^`]+)`/g, '<code>$1</code>')
}

function slug(title: string): string {
  return title.toLowerCase().replace(/[^a-z]+/g, '-')
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1b1f24;background:#fff}
main{max-width:52rem;margin:0 auto;padding:2rem 1rem}dt{margin-top:1.2rem;font-weight:600}dd{margin:.2rem 0 0 1rem}
code{font-family:ui-monospace,monospace;font-size:.95em}dt:target{background:#fff3c4}a{color:inherit}
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}dt:target{background:#4d4011}}`
