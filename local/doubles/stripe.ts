import { createHash, createHmac } from 'node:crypto'
import type { Server } from 'node:http'
import { type Context, Hono } from 'hono'
import { serveHttp } from '../../kit/serve.ts'
import { Faults, faultsBody } from './faults.ts'
import { checkoutPage } from './pages.ts'
import { newId, StripeBooks } from './stripe-books.ts'
import { StripeRefusal } from './stripe-objects.ts'
import { WebhookSender } from './webhook-sender.ts'

export interface StripeDoubleParameters {
  host: string
  port: number
  secretKey: string
  webhookSecret: string
  webhookUrl: string
  /** Keeps what it knows over a restart. */
  file?: string
}

interface Answer {
  status: number
  body: object
}

/**
 * Stripe, as far as its documentation describes what purchases use: Checkout Sessions with manual capture and their hosted page, captures,
 * cancels, refunds, idempotency keys, signed webhooks. https://docs.stripe.com/api
 */
export async function startStripeDouble(parameters: StripeDoubleParameters) {
  const { host, port, secretKey, webhookSecret, webhookUrl } = parameters
  const url = `http://${host}:${port}`
  const faults = new Faults()
  const sender = new WebhookSender(webhookUrl, faults)
  const books = new StripeBooks((type, object) => {
    const created = Math.floor(Date.now() / 1000)
    const event = {
      id: newId('evt'),
      object: 'event',
      api_version: '2026-10-28.endive',
      created,
      type,
      data: { object },
    }
    const body = JSON.stringify(event)
    sender.send({ body, headers: (isForged) => signatureOf(body, isForged ? 'whsec_another' : webhookSecret) })
  }, parameters.file)
  const app = new Hono()
  app.onError((error, context) =>
    error instanceof StripeRefusal
      ? context.json(error.body, error.status as 400)
      : context.json({ error: { type: 'api_error', message: error.message } }, 500),
  )
  app.use('/v1/*', async (context, next) => {
    const given = context.req.header('authorization')
    if (given !== `Bearer ${secretKey}`)
      throw new StripeRefusal(401, 'invalid_request_error', 'Invalid API Key provided.')
    await next()
  })
  const calls = createCalls(faults)
  addApi(app, { books, calls, url })
  addPages(app, books)
  addControls(app, { books, faults, sender })
  const server: Server = await serveHttp(app.fetch, { host, port })
  return { url, server, books, faults, sender }
}

type Calls = ReturnType<typeof createCalls>

function addApi(app: Hono, { books, calls, url }: { books: StripeBooks; calls: Calls; url: string }): void {
  app.get('/v1/balance', (context) => calls(context, () => ({ object: 'balance', available: [], pending: [] })))
  app.post('/v1/checkout/sessions', (context) => calls(context, (form) => books.createSession(form, url)))
  app.get('/v1/checkout/sessions/:id', (context) =>
    calls(context, () => books.expanded(books.session(context.req.param('id')))),
  )
  app.post('/v1/checkout/sessions/:id/expire', (context) => calls(context, () => books.expire(context.req.param('id'))))
  app.post('/v1/payment_intents/:id/capture', (context) => calls(context, () => books.capture(context.req.param('id'))))
  app.post('/v1/payment_intents/:id/cancel', (context) => calls(context, () => books.cancel(context.req.param('id'))))
  app.post('/v1/refunds', (context) =>
    calls(context, (form) => books.refund(form.get('payment_intent') ?? '', Number(form.get('amount')))),
  )
}

function addPages(app: Hono, books: StripeBooks): void {
  app.get('/c/pay/:id', (context) => {
    const session = books.session(context.req.param('id'))
    return context.html(checkoutPage({ amountCents: session.amount_total, isOpen: session.status === 'open' }))
  })
  app.post('/c/pay/:id', async (context) => {
    const { number } = await context.req.parseBody()
    const session = books.session(context.req.param('id'))
    try {
      books.pay(session.id, String(number ?? ''))
      return context.redirect(session.success_url, 303)
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error
      const page = checkoutPage({
        amountCents: session.amount_total,
        isOpen: session.status === 'open',
        error: error.message,
      })
      return context.html(page, 402)
    }
  })
}

/** What a test tells the double; a provider has no such thing. */
function addControls(app: Hono, parts: { books: StripeBooks; faults: Faults; sender: WebhookSender }): void {
  const { books, faults, sender } = parts
  app.get('/_double/balance', (context) => context.json(books.balance()))
  app.post('/_double/faults', async (context) => {
    faults.set(faultsBody.parse(await context.req.json()))
    return context.json({})
  })
  app.post('/_double/flush', (context) => {
    sender.flush()
    return context.json({})
  })
}

/** Runs a call with its faults and, of a POST, under its idempotency key: the first answer is the answer. */
function createCalls(faults: Faults) {
  const answers = new Map<string, Answer & { hash: string }>()
  return async (context: Context, act: (form: URLSearchParams) => object): Promise<Response> => {
    const { method, path } = context.req
    const fault = faults.take(method, path)
    if (fault === 'refuse') throw new StripeRefusal(400, 'invalid_request_error', 'Told to refuse.')
    if (fault === 'fail') throw new StripeRefusal(500, 'api_error', 'Told to fail.')
    if (fault === 'limit') throw new StripeRefusal(429, 'rate_limit_error', 'Too many requests.', 'rate_limit')
    const text = method === 'POST' ? await context.req.text() : ''
    const answer = answerUnderKey(answers, { key: context.req.header('idempotency-key'), path, text }, act)
    if (fault === 'lose') throw new StripeRefusal(500, 'api_error', 'Told to lose the answer.')
    if (fault === 'hang')
      await new Promise<void>((resolve) => context.req.raw.signal.addEventListener('abort', () => resolve()))
    return context.json(answer.body, answer.status as 200)
  }
}

function answerUnderKey(
  answers: Map<string, Answer & { hash: string }>,
  { key, path, text }: { key: string | undefined; path: string; text: string },
  act: (form: URLSearchParams) => object,
): Answer {
  const hash = createHash('sha256').update(`${path}\n${text}`).digest('hex')
  const before = key === undefined ? undefined : answers.get(key)
  if (before && before.hash !== hash)
    throw new StripeRefusal(
      400,
      'idempotency_error',
      'Keys for idempotent requests can only be used with the same parameters.',
    )
  if (before) return before
  const answer = answerOf(() => act(new URLSearchParams(text)))
  if (key !== undefined) answers.set(key, { ...answer, hash })
  return answer
}

function answerOf(act: () => object): Answer {
  try {
    return { status: 200, body: JSON.parse(JSON.stringify(act())) }
  } catch (error) {
    if (error instanceof StripeRefusal) return { status: error.status, body: error.body }
    throw error
  }
}

/** https://docs.stripe.com/webhooks#verify-manually */
function signatureOf(body: string, secret: string): Record<string, string> {
  const at = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  return { 'stripe-signature': `t=${at},v1=${signature}` }
}
