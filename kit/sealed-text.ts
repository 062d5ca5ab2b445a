import { createDataKey, openDataKey, openField, sealField } from './field-encryption.ts'
import type { KeyRing } from './key-ring.ts'

/** The row that a sealed text belongs to; it opens nowhere else. */
interface Row {
  table: string
  id: string
}

const SEPARATOR = '|'
const place = ({ table, id }: Row) => ({ user: id, table, column: 'sealed', version: 1 })

/** Text of nobody's yet, under a data key of its own that lies wrapped beside it: deleting the row deletes both. */
export function sealText(ring: KeyRing, row: Row, text: string): string {
  const { key, wrapped } = createDataKey(ring, row.id)
  return `${wrapped}${SEPARATOR}${sealField(key, place(row), text)}`
}

/** @throws FIELD_UNREADABLE. */
export function openText(ring: KeyRing, row: Row, sealed: string): string {
  const [wrapped = '', field = ''] = sealed.split(SEPARATOR)
  return openField(openDataKey(ring, row.id, wrapped), place(row), field)
}
