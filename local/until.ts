import { setTimeout as wait } from 'node:timers/promises'
import { BaseError, messageOf } from '../kit/errors.ts'
import { ATTEMPT_TIMEOUT_MS, READY_POLL_MS, READY_TIMEOUT_MS } from './limits.ts'

/** Waits until `condition` resolves to true; a rejection counts as "not yet" and is the cause of the final error. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  { timeoutMs = READY_TIMEOUT_MS, pollMs = READY_POLL_MS, signal }: UntilOptions = {},
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  let cause: unknown
  for (;;) {
    signal?.throwIfAborted()
    try {
      if (await answerWithin(ATTEMPT_TIMEOUT_MS, condition)) return
    } catch (error) {
      cause = error
    }
    if (performance.now() > deadline) {
      const details = `waited ${timeoutMs} ms${cause === undefined ? '' : `; last answer: ${messageOf(cause)}`}`
      throw new BaseError(`${what} did not happen.`, { code: 'LOCAL_TIMEOUT', details, status: 500, cause })
    }
    await wait(pollMs)
  }
}

/** A condition that never answers must not hold the wait for ever. */
async function answerWithin(timeoutMs: number, condition: () => Promise<boolean> | boolean): Promise<boolean> {
  const { promise: timeout, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  try {
    return await Promise.race([condition(), timeout])
  } finally {
    clearTimeout(timer)
  }
}

interface UntilOptions {
  timeoutMs?: number
  pollMs?: number
  signal?: AbortSignal | undefined
}

/** Whether a GET answers with 2xx. */
export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(3_000) })
  if (response.ok) return true
  throw new Error(`${response.status} ${(await response.text()).slice(0, 300)}`)
}
