import type { Header, Parameter } from './document.ts'

/** Headers of answers that no route writes itself. */
export const HEADERS = {
  RateLimit: {
    description:
      'What is left of the budget, and in how many seconds it begins anew (draft-ietf-httpapi-ratelimit-headers-10).',
    schema: { type: 'string', example: '"user";r=99;t=60' },
  },
  RateLimitPolicy: {
    description: 'The budget: so many requests in so many seconds.',
    schema: { type: 'string', example: '"user";q=100;w=60' },
  },
  RetryAfter: { description: 'Seconds until it is worth trying again.', schema: { type: 'integer', example: 1 } },
  ETag: {
    description: 'Strong: it changes with every byte of the answer.',
    schema: { type: 'string', example: '"kWJf2oKqPzLwR3mYd0s5tUeXbGh"' },
  },
} as const satisfies Record<string, Header>

/** Headers of requests that middleware reads. */
export const PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: { type: 'string', example: '6f1d1a0c-order-17' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    schema: { type: 'string', example: '"kWJf2oKqPzLwR3mYd0s5tUeXbGh"' },
  },
} as const satisfies Record<string, Parameter>
