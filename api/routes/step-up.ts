import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDependencies } from '../dependencies.ts'
import { issueChallenge } from '../domain/passkeys/challenges.ts'
import { relyingPartyOf } from '../domain/passkeys/relying-party.ts'
import { digestOf } from '../domain/step-up/operation.ts'
import { sendStepUpCode } from '../domain/step-up/own-contact.ts'
import { addProof, goodUntil } from '../domain/step-up/proofs.ts'
import { verifyProof } from '../domain/step-up/verify-proof.ts'
import { type ApiApp, createRouter, requireSession } from '../http/environment.ts'
import { peerOf } from '../http/peer.ts'
import { bodyProblems } from '../http/problems.ts'
import { CODE_TTL_SEC } from '../limits.ts'
import { contact } from '../schemas/contact.ts'
import { requestOptions, requestOptionsOf } from '../schemas/passkey-options.ts'
import { givenProof, offeredProof, operation } from '../schemas/step-up.ts'

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } })
const bodyOf = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } })
const common = { method: 'post' as const, tags: ['step-up'], security: [{ bearer: [] }, { dpop: [] }] }

const proveRoute = createRoute({
  ...common,
  path: '/step-up',
  summary: 'Give a second proof in this session',
  description:
    'Good for 5 minutes: for whatever may share a proof, or with `operation` for that one request, once. A wallet signs an ERC-4361 message with a nonce of /auth/nonce, for an operation with its digest as Request ID; a passkey answers /auth/step-up/passkey-options. Tokens stay as they are.',
  request: bodyOf(offeredProof),
  responses: { 200: { description: 'Given.', content: json(givenProof) }, ...bodyProblems() },
})

const optionsRoute = createRoute({
  ...common,
  path: '/step-up/passkey-options',
  summary: 'What a browser needs to prove by passkey',
  description: 'With `operation` the challenge is a hash of its digest: the passkey signs the operation.',
  request: bodyOf(z.strictObject({ operation: operation.optional() })),
  responses: { 201: { description: 'For one proof.', content: json(requestOptions) }, ...bodyProblems() },
})

const codeRoute = createRoute({
  ...common,
  path: '/step-up/otp',
  summary: 'Send a code to a contact that leads to this account',
  description: 'It is a proof for what is of low risk only.',
  request: bodyOf(z.strictObject({ contact })),
  responses: {
    202: {
      description: 'On its way.',
      content: json(z.object({ codeTtlSec: z.int().openapi({ example: CODE_TTL_SEC }) })),
    },
    ...bodyProblems(404),
  },
})

export function stepUpRoutes(dependencies: ApiDependencies): ApiApp {
  const { config, now } = dependencies
  const party = relyingPartyOf(config)
  return createRouter()
    .openapi(proveRoute, async (context) => {
      const principal = requireSession(context)
      const proof = await verifyProof(dependencies, principal, context.req.valid('json'))
      await addProof(dependencies, principal.sessionId, proof)
      const bound = proof.operation === undefined ? {} : { operation: proof.operation }
      return context.json({ kind: proof.kind, ...bound, goodUntil: goodUntil(now()).toISOString() }, 200)
    })
    .openapi(optionsRoute, async (context) => {
      const { account } = requireSession(context)
      const { operation } = context.req.valid('json')
      const wish = { purpose: 'step-up', account, ...(operation ? { operation: digestOf(operation) } : {}) } as const
      return context.json(requestOptionsOf(party, await issueChallenge(dependencies, wish)), 201)
    })
    .openapi(codeRoute, async (context) => {
      const { account } = requireSession(context)
      const address = peerOf(context, config.PROXY_HOPS)
      await sendStepUpCode(dependencies, { account, address, ...context.req.valid('json') })
      return context.json({ codeTtlSec: CODE_TTL_SEC }, 202)
    })
}
