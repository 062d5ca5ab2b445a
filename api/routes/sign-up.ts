import { createRoute, z } from '@hono/zod-openapi'
import { CONTACT_KINDS } from '../../kit/contact.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { sendCode, verifyCode } from '../domain/sign-up/one-time-code.ts'
import { listContacts } from '../domain/sign-up/own-contacts.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { peerOf } from '../http/peer.ts'
import { bodyProblems, problems } from '../http/problems.ts'
import { CODE_TTL_SEC, SIGN_UP_TICKET_SEC } from '../limits.ts'
import { contact } from '../schemas/contact.ts'
import { oneTimeCode, signUpTicket } from '../schemas/sign-up.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const bodyOf = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } })

const sendRoute = createRoute({
  method: 'post',
  path: '/otp',
  tags: ['sign-up'],
  summary: 'Send a one-time code to a phone number or an e-mail address',
  description: 'The answer is the same for every contact, whether it leads to an account or not.',
  request: bodyOf(z.strictObject({ contact })),
  responses: {
    202: {
      description: 'If it can be reached and did not get too many, the contact gets a code.',
      content: json(z.object({ codeTtlSec: z.int().openapi({ example: CODE_TTL_SEC }) })),
    },
    ...bodyProblems(),
  },
})

const verifyRoute = createRoute({
  method: 'post',
  path: '/otp/verify',
  tags: ['sign-up'],
  summary: 'Exchange a one-time code for a sign-up ticket',
  description: 'It proves the contact and opens no session: hand the ticket in with a new passkey.',
  request: bodyOf(z.strictObject({ contact, code: oneTimeCode })),
  responses: {
    201: {
      description: 'Good for one passkey.',
      content: json(z.object({ signUpTicket, ticketTtlSec: z.int().openapi({ example: SIGN_UP_TICKET_SEC }) })),
    },
    ...bodyProblems(),
  },
})

const contactView = z.object({ kind: z.enum(CONTACT_KINDS), status: z.enum(['pending', 'registered']) })

const contactsRoute = createRoute({
  method: 'get',
  path: '/contacts',
  tags: ['sign-up'],
  summary: 'How far the contacts are that the account signed up with',
  description: '`pending` until the address map leads to the account. A contact of another account stays `pending`.',
  security: [{ bearer: [] }, { dpop: [] }],
  responses: {
    200: { description: 'Of this account.', content: json(z.object({ items: z.array(contactView) })) },
    ...problems(),
  },
})

export function signUpRoutes(dependencies: ApiDependencies): ApiApp {
  const { config } = dependencies
  return createRouter()
    .openapi(sendRoute, async (context) => {
      const { contact } = context.req.valid('json')
      await sendCode(dependencies, { contact, address: peerOf(context, config.PROXY_HOPS) })
      return context.json({ codeTtlSec: CODE_TTL_SEC }, 202)
    })
    .openapi(verifyRoute, async (context) => {
      const signUpTicket = await verifyCode(dependencies, context.req.valid('json'))
      return context.json({ signUpTicket, ticketTtlSec: SIGN_UP_TICKET_SEC }, 201)
    })
    .openapi(contactsRoute, async (context) => {
      const { account } = requireSession(context)
      return context.json({ items: await listContacts(dependencies, account) }, 200)
    })
}
