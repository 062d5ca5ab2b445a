/** Hours of the day, in minutes of a time zone, in which a reader wants no messages. */
export interface QuietHours {
  fromMin: number
  untilMin: number
  timeZone: string
}

const DAY_MIN = 1_440

/** When a message may be sent: now, or at the end of the quiet hours that it is now. They may go over midnight. */
export function quietUntil(now: Date, { fromMin, untilMin, timeZone }: QuietHours): Date {
  const minute = minuteOfDay(now, timeZone)
  const length = (untilMin - fromMin + DAY_MIN) % DAY_MIN
  const passed = (minute - fromMin + DAY_MIN) % DAY_MIN
  if (passed >= length) return now
  return new Date(now.getTime() + (length - passed) * 60_000)
}

function minuteOfDay(now: Date, timeZone: string): number {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const
  const [hour = 0, minute = 0] = new Intl.DateTimeFormat('en-GB', options).format(now).split(':').map(Number)
  return hour * 60 + minute
}
