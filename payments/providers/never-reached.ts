/** Whether a call ended before any byte of it arrived: nobody listens there, or the name is nobody's. */
export function isNeverReached(error: unknown): boolean {
  const seen = new Set<unknown>()
  const pending: unknown[] = [error]
  while (pending.length > 0) {
    const each = pending.pop()
    if (typeof each !== 'object' || each === null || seen.has(each)) continue
    seen.add(each)
    const { code, cause, detail, errors } = each as Record<string, unknown>
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return true
    pending.push(cause, detail, ...(Array.isArray(errors) ? errors : []))
  }
  return false
}
