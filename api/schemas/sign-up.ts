import { z } from '@hono/zod-openapi'

/** 32 random bytes, base64url. */
export const signUpTicket = z
  .string()
  .regex(/^[\w-]{43}$/, 'must be a ticket of POST /api/v1/auth/otp/verify')
  .openapi({ example: 'kP0nX1y5cB3o0V9mXr2sQ8aJ6tWz4uEhLd7iGf1NvRk' })

export const oneTimeCode = z
  .string()
  .regex(/^[0-9]{6}$/, 'must be six digits')
  .openapi({ example: '042318' })
