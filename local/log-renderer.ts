import { LOG_LINE_CHARS } from './limits.ts'
import { LogRepeats } from './log-repeats.ts'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
type Level = (typeof LEVELS)[number]

/** pino's numbers, for children that log them. */
const LEVEL_BY_NUMBER: Record<number, Level> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}
const HIDDEN_FIELDS = new Set(['time', 'level', 'msg', 'message', 'name', 'hostname', 'service', 'err', 'error'])

/** Turns lines of children into lines for people: `12:00:01.123 relayer    info  batch sent batchNo=7`. */
export class LogRenderer {
  readonly #minimum: number
  readonly #repeats = new LogRepeats()

  constructor(minimum: string) {
    const rank = LEVELS.indexOf(minimum as Level)
    this.#minimum = rank === -1 ? LEVELS.length : rank
  }

  /** Undefined when the line is not shown. */
  render(service: string, text: string, now: Date): string | undefined {
    const { level, time, message } = parseLine(text, now)
    const rank = LEVELS.indexOf(level)
    if (rank < this.#minimum) return undefined
    const isTrouble = rank >= LEVELS.indexOf('warn')
    const suffix = isTrouble ? this.#repeats.note(service, message, now.getTime()) : ''
    if (suffix === undefined) return undefined
    const clock = time.toISOString().slice(11, 23)
    const line = `${clock} ${service.padEnd(10)} ${level.padEnd(5)} ${message.replace(/\s*\n\s*/g, ' ')}`
    return `${line.slice(0, LOG_LINE_CHARS)}${suffix}`
  }
}

interface ParsedLine {
  level: Level
  time: Date
  message: string
}

function parseLine(text: string, now: Date): ParsedLine {
  const record = text.startsWith('{') ? recordOf(text) : undefined
  if (!record) return { level: plainLevel(text), time: now, message: text }
  const time = new Date(typeof record.time === 'string' || typeof record.time === 'number' ? record.time : now)
  const message = String(record.msg ?? record.message ?? '')
  return {
    level: levelOf(record.level),
    time: Number.isNaN(time.getTime()) ? now : time,
    message: `${message}${fieldsOf(record)}`,
  }
}

function recordOf(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function levelOf(level: unknown): Level {
  const named = typeof level === 'number' ? LEVEL_BY_NUMBER[level] : level
  return LEVELS.find((known) => known === named) ?? 'info'
}

/** What PostgreSQL answers to those who ask too early or stay too long. */
const STARTING_DATABASE = /the database system is|terminating connection due to administrator command/

/** Hints of Node to those who write libraries. */
const NODE_WARNING = /^\(node:\d+\) \[?\w*\]? ?(Deprecation|Experimental)|^\(Use `node --trace/

/** PostgreSQL writes "LOG:  …" for its routine, and "ERROR:  …" for what its client reports too; anvil and a crashing Node write plain text that somebody should see. */
function plainLevel(text: string): Level {
  if (STARTING_DATABASE.test(text) || NODE_WARNING.test(text)) return 'debug'
  if (/^(LOG|HINT|DETAIL|STATEMENT|CONTEXT|NOTICE|WARNING|ERROR): {2}/.test(text)) return 'debug'
  if (/^(FATAL|PANIC): {2}/.test(text)) return 'warn'
  return /\berror\b/i.test(text) ? 'error' : 'info'
}

function fieldsOf(record: Record<string, unknown>): string {
  const fields = Object.entries(record)
    .filter(([key, value]) => !HIDDEN_FIELDS.has(key) && value !== undefined)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return `${fields.join('')}${errorText(record.err ?? record.error)}`
}

function errorText(error: unknown): string {
  if (error === undefined) return ''
  if (typeof error !== 'object' || error === null) return `: ${error}`
  const { code, message, stack } = error as { code?: unknown; message?: unknown; stack?: unknown }
  const place = typeof stack === 'string' ? stack.split('\n').find((line) => line.trim().startsWith('at ')) : undefined
  return `: ${code ? `${code} ` : ''}${message ?? ''}${place ? ` (${place.trim()})` : ''}`
}
