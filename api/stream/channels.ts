import { z } from 'zod'
import { CANDLE_INTERVALS, type CandleInterval } from '../../sdk/src/market-data/candles.ts'

const CANDLES = 'candles:'

/** What can be followed of a market. */
export type Channel = 'book' | 'trades' | 'ticker' | `${typeof CANDLES}${CandleInterval}`

export const CHANNELS: readonly Channel[] = [
  'book',
  'trades',
  'ticker',
  ...CANDLE_INTERVALS.map((interval) => `${CANDLES}${interval}` as const),
]

/** What `{"type":"subscribe","series":1}` means. */
const DEFAULT_CHANNELS: readonly Channel[] = ['book', 'trades']

export const streamRequest = z
  .strictObject({
    type: z.enum(['subscribe', 'unsubscribe']),
    series: z.int().min(1).max(0xffff_ffff),
    final: z.boolean().default(false),
    channels: z.array(z.enum(CHANNELS)).min(1).max(CHANNELS.length).optional(),
  })
  .transform(({ channels, ...request }) => {
    const all = request.type === 'subscribe' ? DEFAULT_CHANNELS : CHANNELS
    return { ...request, channels: [...new Set(channels ?? all)], isNamed: channels !== undefined }
  })

export type StreamRequest = z.output<typeof streamRequest>

/** The interval of a candle channel. */
export function intervalOf(channel: Channel): CandleInterval | undefined {
  return CANDLE_INTERVALS.find((interval) => channel === `${CANDLES}${interval}`)
}

/** Whether a channel tells of the past as well, for which the index is asked. */
export function needsHistory(channel: Channel): boolean {
  return channel !== 'book' && channel !== 'trades'
}
