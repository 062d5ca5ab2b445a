import { address, type ContractWords, duration, percent, text, unit } from './words.ts'

const RATE_DECIMALS = 8

export const rateOracle: ContractWords = {
  contract: 'RateOracle',
  title: 'Genex Rate Oracle',
  intents: {
    setAuthority: 'Replace the access manager',
    setFeed: 'Set where an asset’s rate comes from',
    setUptimeFeed: 'Set the feed of the chain’s uptime',
  },
  values: {
    asset: text('Asset (its symbol as bytes)'),
    feed: address('Feed (0x0: none)'),
    checkFeed: address('Second feed (0x0: none)'),
    maxAge: duration('Oldest answer'),
    maxDeviationBps: percent('Farthest from the second feed'),
    low: unit('Lowest rate', 'USD', RATE_DECIMALS),
    high: unit('Highest rate', 'USD', RATE_DECIMALS),
  },
}
