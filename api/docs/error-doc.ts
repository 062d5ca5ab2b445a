/** What a stable code means, for the person who has to act on it. */
export interface ErrorDoc {
  title: string
  /** What happened. */
  happened: string
  /** What to do next. */
  next: string
}

/** Shorthand of the tables: title, what happened, what to do next. */
export type DocRow = readonly [title: string, happened: string, next: string]

export function docsOf(rows: Readonly<Record<string, DocRow>>): [code: string, doc: ErrorDoc][] {
  return Object.entries(rows).map(([code, [title, happened, next]]) => [code, { title, happened, next }])
}
