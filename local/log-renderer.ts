import { LOG_LINE_CHARS } from './limits.ts'

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

/** One line for people out of one line of a child: `12:00:01.123 relayer    info  batch sent batchNo=7`. */
export function renderLine(service: string, text: string, now: Date): string {
  const { level, time, message } = parseLine(text, now)
  const clock = time.toISOString().slice(11, 23)
  return `${clock} ${service.padEnd(10)} ${level.padEnd(5)} ${message}`.slice(0, LOG_LINE_CHARS)
}

/** Whether a line is worth showing at a level. */
export function isShown(text: string, minimum: string): boolean {
  const level = LEVELS.indexOf(parseLine(text, new Date(0)).level)
  return level >= LEVELS.indexOf(minimum as Level) && minimum !== 'silent'
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

/** PostgreSQL writes "LOG: …" for its routine; anvil and a crashing Node write plain text that somebody should see. */
function plainLevel(text: string): Level {
  if (/\b(LOG|HINT|DETAIL|STATEMENT|CONTEXT): /.test(text)) return 'debug'
  if (/\b(FATAL|PANIC): /.test(text)) return 'warn'
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
