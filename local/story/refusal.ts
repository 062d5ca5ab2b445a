/** Awaits what must not be carried out; gives the stable code with which it was refused or failed. */
export async function refusalCode(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error)) throw new Error('it was carried out')
  const code = /\b[A-Z]+(?:_[A-Z]+)+\b/.exec(error.message)?.[0]
  if (code) return code
  throw error
}
