import { readFileSync } from 'node:fs'
import { Scalar } from '@scalar/hono-api-reference'
import { bodyLimit } from 'hono/body-limit'
import { BaseError } from '../kit/errors.ts'
import { healthRoutes } from '../kit/health-routes.ts'
import type { ApiConfig } from './config.ts'
import type { ApiDependencies } from './dependencies.ts'
import { errorPage } from './docs/error-page.ts'
import { completeDocument } from './docs/openapi/complete-document.ts'
import type { Document } from './docs/openapi/document.ts'
import { KnownKeys } from './domain/api-keys/known-keys.ts'
import { OrderGuard } from './domain/risk/order-guard.ts'
import { createIdentify } from './http/authenticate.ts'
import { type ApiApp, createRouter } from './http/environment.ts'
import { conditional } from './http/etag.ts'
import { idempotent } from './http/idempotency.ts'
import { requireJson } from './http/media-type.ts'
import { answerProblem, notFound } from './http/problems.ts'
import { admit } from './http/rate-limit.ts'
import { requireProof } from './http/require-proof.ts'
import { TokenCredentials } from './http/token-credentials.ts'
import { MAX_BODY_BYTES } from './limits.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { authRoutes } from './routes/auth.ts'
import { diagnoseRoutes } from './routes/auth-diagnose.ts'
import { couponRoutes } from './routes/coupons.ts'
import { depositRoutes } from './routes/deposits.ts'
import { descriptorRoutes } from './routes/descriptors.ts'
import { intentRoutes } from './routes/intents.ts'
import { issuerRoutes } from './routes/issuers.ts'
import { keyRoutes } from './routes/keys.ts'
import { ledgerRoutes } from './routes/ledger.ts'
import { marketDataRoutes } from './routes/market-data.ts'
import { marketMakerRoutes } from './routes/mm.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { obligationRoutes } from './routes/obligations.ts'
import { orderbookRoutes } from './routes/orderbook.ts'
import { orderRoutes } from './routes/orders.ts'
import { organisationRoutes } from './routes/organisations.ts'
import { passkeySignInRoutes } from './routes/passkey-sign-in.ts'
import { passkeyRoutes } from './routes/passkeys.ts'
import { portfolioRoutes } from './routes/portfolio.ts'
import { priceRoutes } from './routes/prices.ts'
import { protocolRoutes } from './routes/protocol.ts'
import { purchaseRoutes } from './routes/purchases.ts'
import { pushSubscriptionRoutes } from './routes/push-subscriptions.ts'
import { quoteRoutes } from './routes/quotes.ts'
import { redemptionRoutes } from './routes/redemptions.ts'
import { riskRoutes } from './routes/risk.ts'
import { seriesRoutes } from './routes/series.ts'
import { sessionKeyRoutes } from './routes/session-keys.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { signUpRoutes } from './routes/sign-up.ts'
import { stepUpRoutes } from './routes/step-up.ts'
import { surveillanceRoutes } from './routes/surveillance.ts'
import { tokenKeyRoutes } from './routes/token-keys.ts'
import { totpRoutes } from './routes/totp.ts'
import { tradeRoutes } from './routes/trades.ts'
import { translateRoutes } from './routes/translate.ts'
import { webhookRoutes } from './routes/webhooks.ts'

/** The whole public interface as one app; it opens no socket itself. */
export function createApp(dependencies: ApiDependencies): ApiApp {
  const app = createRouter()
  app.onError((error, context) => answerProblem(dependencies.log, error, context))
  app.notFound(notFound)
  app.route('/', healthRoutes(dependencies.health))
  app.use('/api/*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseBody }))
  const keys = new KnownKeys(dependencies)
  const tokens = new TokenCredentials(dependencies)
  const identify = createIdentify(dependencies, { keys, tokens })
  app.route('/', tokenKeyRoutes(tokens.keys))
  app.use('/api/*', admit(dependencies, identify), requireJson(), requireProof(dependencies), conditional())
  app.route('/api/v1/auth', diagnoseRoutes(dependencies, identify))
  // Before the middleware for idempotency: answers with tokens are never kept.
  app.route('/api/v1/auth', authRoutes(dependencies, tokens))
  app.route('/api/v1/auth', signUpRoutes(dependencies))
  app.route('/api/v1/auth', passkeySignInRoutes(dependencies, tokens))
  app.route('/api/v1/auth', passkeyRoutes(dependencies))
  // Secrets of webhooks are shown once and never remembered either.
  app.route('/api/v1', webhookRoutes(dependencies))
  app.route('/api/v1/auth', sessionRoutes(dependencies, tokens.sessions))
  app.route('/api/v1/auth', totpRoutes(dependencies))
  app.route('/api/v1/auth', stepUpRoutes(dependencies))
  // So are these: each claims its key in the transaction of its effect.
  app.route('/api/v1', apiKeyRoutes(dependencies, keys))
  app.route('/api/v1', quoteRoutes(dependencies))
  app.use('/api/*', idempotent(dependencies))
  const areas = [
    protocolRoutes,
    descriptorRoutes,
    ...marketMakerRoutes,
    intentRoutes,
    depositRoutes,
    purchaseRoutes,
    redemptionRoutes,
    organisationRoutes,
    notificationRoutes,
    pushSubscriptionRoutes,
    orderRoutes,
    translateRoutes,
  ]
  const readers = [
    keyRoutes,
    sessionKeyRoutes,
    orderbookRoutes,
    priceRoutes,
    marketDataRoutes,
    issuerRoutes,
    seriesRoutes,
    couponRoutes,
    tradeRoutes,
    portfolioRoutes,
    ledgerRoutes,
  ]
  const watchers = [obligationRoutes, surveillanceRoutes, riskRoutes]
  // One guard for all routes that take orders: they share an account's minute.
  const parts = { ...dependencies, orderGuard: new OrderGuard(dependencies) }
  for (const routes of [...areas, ...readers, ...watchers]) app.route('/api/v1', routes(parts))
  describe(app, dependencies)
  return app
}

function describe(app: ApiApp, { config }: ApiDependencies): void {
  const page = errorPage()
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'dpop', {
    type: 'http',
    scheme: 'dpop',
    description:
      'The same access token, bound to a key of the client (DPoP, RFC 9449): send a proof with the sign-in, and with every request "authorization: DPoP …" and a proof of its own with `ath` and the nonce of the last answer’s `DPoP-Nonce`.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'httpSignature', {
    type: 'apiKey',
    in: 'header',
    name: 'Signature',
    description:
      'HTTP Message Signatures (RFC 9421) with an Ed25519 API key: Signature-Input and Signature, and Content-Digest (RFC 9530) of a body; `signRequest` of the SDK makes them. Step by step, with vectors: /docs/signed-requests.',
  })
  let document: unknown
  app.get('/openapi.json', (context) => {
    // Written when all routes are there, and once.
    document ??= completeDocument(app.getOpenAPI31Document(head(config)) as unknown as Document)
    return context.json(document as object)
  })
  app.get('/docs/errors', (context) => context.html(page))
  for (const name of ['signed-requests', 'webhooks']) {
    const text = readFileSync(new URL(`./docs/${name}.md`, import.meta.url), 'utf8')
    app.get(`/docs/${name}`, (context) => context.text(text))
  }
  app.get('/docs', Scalar({ url: '/openapi.json', pageTitle: 'Genex API' }))
  app.get('/', (context) => context.redirect('/docs'))
}

/** What the document says of itself. */
function head(config: ApiConfig) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Genex API',
      version: '1',
      description:
        'Coupons that are issued, traded, redeemed and refunded. Amounts are decimal strings; every error is a problem document (RFC 9457) with a stable code, explained at /docs/errors; lists are cursor-paged; a repeated POST with the same Idempotency-Key is answered as the first time.',
    },
    servers: [{ url: config.PUBLIC_URL }],
  }
}

function refuseBody(): never {
  throw new BaseError('The body is too large.', {
    code: 'BODY_TOO_LARGE',
    details: `Accepted: ${MAX_BODY_BYTES} bytes.`,
    status: 413,
  })
}
