import { type FormattedParameters, formatParameters, type Language, type Reader } from './format.ts'
import type { NoticeKind, NoticeParameters } from './kinds.ts'
import { en } from './templates/en.ts'
import { ja } from './templates/ja.ts'
import { zh } from './templates/zh.ts'

export interface Rendered {
  title: string
  text: string
}

/** A text for every kind; the compiler misses none. */
export type Templates = { [K in NoticeKind]: (parameters: FormattedParameters<K>) => Rendered }

const TEMPLATES: Record<Language, Templates> = { en, zh, ja }

/** What a notice says to its reader, as plain text. */
export function renderNotice<K extends NoticeKind>(
  reader: Reader,
  { kind, parameters }: { kind: K; parameters: NoticeParameters<K> },
): Rendered {
  return TEMPLATES[reader.language][kind](formatParameters<K>(reader, parameters))
}
