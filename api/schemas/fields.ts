import { z } from '@hono/zod-openapi'
import { addressField, bytes32Field, hexField, uintField } from '../../kit/fields.ts'
import { isOrderNumber, type OrderNumber } from '../../sdk/src/ids.ts'
import { parseUsdc } from '../../sdk/src/money.ts'

const UINT32_MAX = 0xffff_ffff

/** Fields of the public interface: what they accept, with an example each. */
export const address = addressField.openapi({ type: 'string', example: '0x90F79bf6EB2c4f870365E785982E1f101E93b906' })
export const bytes32 = bytes32Field.openapi({ type: 'string', example: `0x${'ab'.repeat(32)}` })
export const signature = hexField(8_192).openapi({
  type: 'string',
  description:
    '65 bytes of an externally owned account, a passkey’s or session key’s, or what the account’s contract accepts (ERC-1271).',
})
/** What the core can check of an order: a trading key is never a contract. */
export const orderSignature = z
  .string()
  .regex(/^0x(?:[0-9a-fA-F]{130}|[0-9a-fA-F]{256})$/, 'must be 65 bytes (r, s, v) or 128 bytes (P-256 r, s, x, y)')
  .transform((text) => text.toLowerCase() as `0x${string}`)
  .openapi({
    type: 'string',
    example: `0x${'11'.repeat(64)}1b`,
    description: '65 bytes (r, s, v) or 128 bytes (P-256 r, s, x, y) of the trading key.',
  })
export const bytes = hexField(4_096).openapi({ type: 'string', example: '0x' })

/** 64 bytes, such as an Ed25519 signature. */
export const bytes64 = z
  .string()
  .regex(/^0x[0-9a-fA-F]{128}$/, 'must be 0x and 128 hexadecimal digits')
  .transform((text) => text.toLowerCase() as `0x${string}`)
  .openapi({ type: 'string', example: `0x${'22'.repeat(64)}` })

/** Dollars with at most six decimals. */
export const amount = z
  .string('must be a decimal string such as "45.00"')
  .transform((text, context) => {
    try {
      return parseUsdc(text)
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'must be a decimal string with at most six decimals, such as "45.00"',
      })
      return z.NEVER
    }
  })
  .openapi({ type: 'string', example: '45.00' })

/** An amount that a 64-bit cash field can hold and that is not zero. */
export const positiveAmount = amount
  .refine((value) => value > 0n && value < 2n ** 64n, 'must be more than 0 and less than 2^64 units')
  .openapi({ type: 'string', example: '500.00' })

/** The same, or nothing at all. */
export const cashAmount = amount
  .refine((value) => value < 2n ** 64n, 'must be less than 2^64 units')
  .openapi({ type: 'string', example: '500.00' })

/** The first four bytes of calldata: which function it calls. */
export const selector = z
  .string()
  .regex(/^0x[0-9a-fA-F]{8}$/, 'must be 0x and 8 hexadecimal digits')
  .transform((text) => text.toLowerCase() as `0x${string}`)
  .openapi({ type: 'string', example: '0x2e1a7d4d' })

export const price = amount
  .refine((value) => value > 0n && value < 2n ** 48n, 'must be more than 0 and less than 2^48 units')
  .openapi({ type: 'string', example: '45.00' })

export const uint = (bits: number) => uintField(bits).openapi({ type: 'string', example: '1' })
export const nonce = uint(256).openapi({
  type: 'string',
  example: '0',
  description: 'Keyed nonce: key (192 bits) << 64 | sequence. A fresh random key with sequence 0 never collides.',
})

const integer = (max: number, min = 0) =>
  z
    .int(`must be an integer between ${min} and ${max}`)
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
export const uint8 = integer(255)
export const uint16 = integer(65_535)
export const uint24 = integer(16_777_215)
export const uint32 = integer(UINT32_MAX)
export const seriesNumber = integer(UINT32_MAX, 1).openapi({ example: 1 })
export const unixSecond = integer(2 ** 40 - 1).openapi({ example: 1_800_000_000, description: 'Unix time in seconds.' })
export const gasLimit = integer(3_000_000, 21_000).openapi({ example: 200_000 })
export const lane = integer(127).openapi({ example: 0 })
export const sequence = integer(UINT32_MAX, 1).openapi({ example: 1 })

/** The account's own name of an order. */
export const clientOrderId = z
  .string()
  .regex(/^[\w.:-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", ":", "_" or "-"')
  .openapi({ type: 'string', example: 'bid-17' })

/** A token id as a decimal string: series << 32 | serial. */
export const tokenIdText = uintField(64).openapi({ type: 'string', example: '4294967297' })

export const orderNumber = z
  .string()
  .refine(
    (text): text is OrderNumber => isOrderNumber(text),
    'must be "GX" and 16 characters, as returned when you submitted',
  )
  .openapi({ type: 'string', example: 'GX0123456789ABCDEF' })

/** The same in a path, where everything is text. */
const digits = z
  .string('must be given once')
  .regex(/^\d{1,10}$/, 'must be a decimal integer')
  .transform(Number)
export const seriesInPath = digits.pipe(seriesNumber).openapi({ type: 'integer', example: 1 })
/** After every second that a query may name. */
export const LAST_SECOND = 2 ** 33
/** A second since 1970 in a query. */
export const secondInQuery = digits.pipe(integer(LAST_SECOND)).openapi({ type: 'integer', example: 1_800_000_000 })
/** Which of a series' two books; without it both, where both are meant. */
export const bookInQuery = z
  .stringbool()
  .optional()
  .openapi({ type: 'boolean', description: 'The book of units that cannot be resold.' })
export const finalInQuery = bookInQuery.default(false).openapi({ default: false })
/** A whole number in a query. */
export const countInQuery = (max: number, otherwise: number) =>
  digits
    .pipe(integer(max, 1))
    .default(otherwise)
    .openapi({ type: 'integer', minimum: 1, maximum: max, default: otherwise, example: otherwise })
