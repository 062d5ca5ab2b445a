import type { NoticeKind, NoticeParameters } from './kinds.ts'

/** Something that an account is to be told. A row of `notify.outbox` in the transaction of what it is about tells it. */
export interface Notice<K extends NoticeKind = NoticeKind> {
  /** Says once for ever which event it is: the same key for the same account is told once. */
  sourceKey: string
  account: string
  kind: K
  parameters: NoticeParameters<K>
  occurredAt: Date
}
