import { z } from '@hono/zod-openapi'

const dollars = z.string().openapi({ example: '45.00' })
const address = z.string().openapi({ example: '0x90f79bf6eb2c4f870365e785982e1f101e93b906' })
const time = z.int().openapi({ example: 1_800_000_000 })

export const issuerView = z
  .object({
    issuer: address,
    status: z.string().openapi({ example: 'active' }),
    tier: z.string().openapi({ example: 'silver' }),
    rating: z.string().openapi({ example: 'AA' }),
    quota: dollars,
    quotaUsed: dollars,
    guarantee: dollars,
    appliedAt: time.nullable(),
    onboardedAt: time.nullable(),
  })
  .openapi('Issuer')

export const seriesView = z
  .object({
    series: z.int(),
    issuer: address,
    status: z.string().openapi({ example: 'approved' }),
    face: dollars,
    issuePrice: dollars,
    supply: z.int(),
    minted: z.int(),
    ended: z.int(),
    expiresAt: time,
    refundWindowSec: z.int(),
    resaleLimit: z.int(),
    type: z.enum(['utility', 'security']),
    transferable: z.boolean(),
    atRisk: z.boolean(),
    issuanceFeeBps: z.int(),
    reservePerUnit: dollars,
    lastPrice: dollars.nullable(),
    termsHash: z.string(),
    metadataUri: z.string(),
  })
  .openapi('Series')

export const couponView = z
  .object({
    tokenId: z.string().openapi({ example: '4294967297' }),
    series: z.int(),
    serial: z.int(),
    owner: address,
    status: z.string().openapi({ example: 'active' }),
    resales: z.int(),
    inMarket: z.boolean(),
    soldPrice: dollars,
    soldAt: time,
    endedAt: time.nullable(),
  })
  .openapi('Coupon')

export const tradeView = z
  .object({
    tradeId: z.string(),
    batchNo: z.int(),
    series: z.int(),
    final: z.boolean().openapi({ description: 'Traded in the book of units that cannot be resold after this sale.' }),
    price: dollars,
    units: z.int(),
    taker: z.enum(['buy', 'sell']),
    primary: z.boolean(),
    tradedAt: time,
    transaction: z.string(),
  })
  .openapi('Trade')

export const fillView = z
  .object({
    tradeId: z.string(),
    side: z.enum(['buy', 'sell']),
    isTaker: z.boolean(),
    series: z.int(),
    lane: z.int(),
    seq: z.int(),
    price: dollars,
    units: z.int(),
    fee: dollars,
    cash: dollars.openapi({ description: 'Paid by a buyer, received by a seller.' }),
    tradedAt: time,
    transaction: z.string(),
  })
  .openapi('Fill')

export const moneyMove = z
  .object({ account: address, amount: dollars, recordedAt: time, transaction: z.string() })
  .openapi('MoneyMove')

export const tradingKeyView = z
  .object({
    index: z.int(),
    key: address,
    kind: z.enum(['secp256k1', 'p256']),
    expiryDay: z.int().openapi({ description: 'Last day it signs, in days since 1970; 0 never expires.' }),
    scope: z.int(),
    epoch: z.int().openapi({
      description: 'What orders of this key name. Key changes and cancel-all raise it by a step nobody can foresee.',
    }),
  })
  .openapi('TradingKey')

export const portfolioView = z
  .object({
    account: address,
    level: z.int(),
    state: z.string(),
    cash: dollars,
    availableCash: dollars.openapi({ description: 'Not reserved by open orders or trades on their way.' }),
    units: z.int(),
    exitMaturesAt: time.nullable(),
    exitLapsesAt: time.nullable(),
  })
  .openapi('Portfolio')
