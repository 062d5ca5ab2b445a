import { BaseError } from '../../../kit/errors.ts'

/**
 * Asks every partition and waits for each, also when one fails: what the others do must not depend on it. Then throws the first failure:
 * an answer for all parts that lacks one would be taken for the whole.
 */
export async function allOf<Part, T>(parts: readonly Part[], ask: (part: Part) => Promise<T>): Promise<T[]> {
  const outcomes = await Promise.allSettled(parts.map(ask))
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}

/** The first partition's answer that comes. While one is away, that nobody else knows it does not mean that it does not exist. */
export async function anyOf<Part, T>(parts: readonly Part[], ask: (part: Part) => Promise<T>): Promise<T> {
  try {
    return await Promise.any(parts.map(ask))
  } catch (error) {
    if (!(error instanceof AggregateError)) throw error
    const isUnknown = (reason: unknown) => reason instanceof BaseError && reason.status === 404
    throw error.errors.find((reason) => !isUnknown(reason)) ?? error.errors[0]
  }
}
