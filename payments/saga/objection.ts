import type { Address } from 'viem'
import type { BaseError } from '../../kit/errors.ts'
import { formatUsdc } from '../../sdk/src/money.ts'
import { decodeOrderFlags } from '../../sdk/src/order-flags.ts'
import { DAILY_LIMIT_CENTS, LATE_RATE_TOLERANCE_BPS, MAX_OPEN_PURCHASES, QUOTE_TOLERANCE_BPS } from '../limits.ts'
import type { ChainFacts } from '../market/chain-facts.ts'
import type { Sequencer } from '../market/sequencer.ts'
import { refuse } from '../refuse.ts'
import { centsOf, type Purchase } from './purchase.ts'

const ACTIVE = 0
const DAY_MS = 86_400_000
const BPS = 10_000n

export interface ObjectionDependencies {
  chain: ChainFacts
  sequencer: Sequencer
  desk: Address
  moneyInBefore: (purchase: Purchase, since: Date) => Promise<{ usdc6: bigint; open: number }>
  now: () => Date
}

/** Everything that would stand in the way later, looked at while nothing was taken: who buys, how much, at which rate, from whom. */
export function createObjection(dependencies: ObjectionDependencies) {
  return async (purchase: Purchase, moment: 'asked' | 'paid'): Promise<BaseError | undefined> =>
    (await objectToAccount(dependencies, purchase)) ??
    (await objectToRate(dependencies, purchase, moment)) ??
    (await objectToFloat(dependencies, purchase)) ??
    (await objectToBook(dependencies, purchase))
}

async function objectToAccount({ chain, moneyInBefore, now }: ObjectionDependencies, purchase: Purchase) {
  const { account, payUsdc6 } = purchase
  const { level, state, sanctioned } = await chain.identityOf(account)
  if (level < 1) return refuse('PURCHASE_LEVEL_REQUIRED', 'Verify yourself first.')
  if (state !== ACTIVE || sanctioned) return refuse('PURCHASE_ACCOUNT_STATE', 'It is restricted, frozen or closed.')
  const { usdc6, open } = await moneyInBefore(purchase, new Date(now().getTime() - DAY_MS))
  if (open >= MAX_OPEN_PURCHASES) return refuse('PURCHASE_TOO_MANY_OPEN', `At most ${MAX_OPEN_PURCHASES}.`)
  const limit = DAILY_LIMIT_CENTS[level]
  if (limit === undefined || centsOf(usdc6 + payUsdc6) <= limit) return undefined
  const left = limit * 10_000n - usdc6
  return refuse('PURCHASE_LIMIT_EXCEEDED', `${formatUsdc(left > 0n ? left : 0n)} of today’s ${limit / 100n} are left.`)
}

/** While it is locked the rate is honoured; after that as long as the market is near it. */
async function objectToRate({ chain, now }: ObjectionDependencies, purchase: Purchase, moment: 'asked' | 'paid') {
  const { rateE8, lockedUntil } = purchase
  const isLocked = now() <= lockedUntil
  if (moment === 'asked' && !isLocked) return refuse('PURCHASE_QUOTE_EXPIRED', 'Ask for another one.')
  if (moment === 'paid' && isLocked) return undefined
  const tolerance = moment === 'asked' ? QUOTE_TOLERANCE_BPS : LATE_RATE_TOLERANCE_BPS
  const present = await chain.rateE8()
  const distance = present > rateE8 ? present - rateE8 : rateE8 - present
  if (distance * BPS <= present * tolerance) return undefined
  return refuse('PURCHASE_RATE_MOVED', 'Ask for another quote.')
}

async function objectToFloat({ sequencer, desk }: ObjectionDependencies, { receiveUsdc6 }: Purchase) {
  if ((await sequencer.availableCash(desk)) >= receiveUsdc6) return undefined
  return refuse('PURCHASE_FLOAT_SHORT', 'Try again later, or a smaller amount.')
}

async function objectToBook({ sequencer }: ObjectionDependencies, { order: signed }: Purchase) {
  if (!signed) return undefined
  const { series, price, quantity, flags } = signed.order
  const offered = await sequencer.offered(series, decodeOrderFlags(flags).final, price)
  if (offered >= quantity) return undefined
  return refuse('PURCHASE_BOOK_THIN', `${offered} of ${quantity} units are offered at ${formatUsdc(price)} or less.`)
}
