import type { Language } from './format.ts'
import type { Rendered } from './render.ts'
import { FOOTER } from './templates/footer.ts'

export interface Mail {
  subject: string
  text: string
  html: string
}

/** A notice as an e-mail: plain text and the same as HTML, in which nothing of a parameter is markup. */
export function mailOf({ title, text }: Rendered, language: Language): Mail {
  const footer = FOOTER[language]
  const body = `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(text)}</p>\n<p><small>${escapeHtml(footer)}</small></p>`
  const head = `<meta charset="utf-8">\n<title>${escapeHtml(title)}</title>`
  return {
    subject: title,
    text: `${text}\n\n${footer}\n`,
    html: `<!doctype html>\n<html lang="${language}">\n<head>\n${head}\n</head>\n<body>\n${body}\n</body>\n</html>\n`,
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
