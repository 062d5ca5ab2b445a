/**
 * SQL for the id of what one person is told of one event, so that nothing is told twice: a UUID of version 8 (RFC 9562, 5.8).
 * @param sourceKey SQL for the event.
 * @param account SQL for the person's account.
 */
export function noticeIdSql(sourceKey: string, account: string): string {
  return `overlay(overlay(md5(${sourceKey} || '|' || lower(${account})) placing '8' from 13) placing 'a' from 17)::uuid`
}
