import { z } from 'zod'

const usdc6 = z.string().regex(/^\d{1,18}$/)

/** The numbers of the rules; a decision is logged with those that it was made by. Amounts in millionths of a dollar, as decimal strings. */
export const riskSettings = z
  .strictObject({
    /** Up to here an unfamiliar circumstance alone changes nothing: daily life. */
    smallUsdc6: usdc6.default('1000000000'),
    /** Above: what a person notices. */
    largeUsdc6: usdc6.default('10000000000'),
    /** Above: what somebody looks at first. */
    hugeUsdc6: usdc6.default('100000000000'),
    /** One order, and all of a minute: far above what makers quote. */
    orderUsdc6: usdc6.default('10000000000000'),
    orderedPerMinuteUsdc6: usdc6.default('1000000000000000'),
  })
  .prefault({})

export type RiskSettings = z.output<typeof riskSettings>
