import { pino } from 'pino'
import { BaseError } from './errors.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]
export type Logger = pino.Logger

/** JSON lines on stdout: time, level name, service name, message and the ids that belong to it. */
export function createLogger(name: string, level: LogLevel = 'info', destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    name,
    level,
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: withoutBigints },
    serializers: { err: serializeError, error: serializeError },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** pino cannot write a bigint; amounts are logged as decimal strings, as everywhere else at an edge. */
function withoutBigints(fields: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(fields)
  if (!entries.some(([, value]) => typeof value === 'bigint')) return fields
  return Object.fromEntries(entries.map(([key, value]) => [key, typeof value === 'bigint' ? value.toString() : value]))
}

function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack } = error
  const code = error instanceof BaseError ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: serializeError(error.cause) }
  return { name, ...code, message, ...cause, stack }
}
