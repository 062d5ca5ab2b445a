import { BaseError } from '../kit/errors.ts'
import { localOptions } from './config.ts'
import { startLocal } from './start-local.ts'

/** `npm start`: everything in one process tree, one log, one URL. */
const startedAt = performance.now()
const abort = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort())
const write = (line: string) => process.stdout.write(`${line}\n`)

try {
  const system = await startLocal(localOptions(process.env), { write, signal: abort.signal })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  write(`\nGenex is ready after ${seconds} s: ${system.url}   (API reference: ${system.url}/docs, stop: Ctrl-C)\n`)
  await aborted(abort.signal)
  write('\nStopping …')
  await system.stop()
} catch (error) {
  if (abort.signal.aborted) write('Stopped before it was ready.')
  else reportFailure(error)
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', () => resolve())
  return promise
}

/** What we foresaw is told in plain words; only the unforeseen shows where it happened. */
function reportFailure(error: unknown): void {
  process.exitCode = 1
  if (error instanceof BaseError) process.stderr.write(`\nGenex did not start. ${error.message}\n`)
  else throw error
}
