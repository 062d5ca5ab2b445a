/** What `work` resolves to, unless it takes longer; it then goes on unheard. */
export async function within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  timer.unref()
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
