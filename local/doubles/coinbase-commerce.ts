import { createHmac, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { serveHttp } from '../../kit/serve.ts'
import { Faults, faultsBody } from './faults.ts'
import { cryptoPage } from './pages.ts'
import { WebhookSender } from './webhook-sender.ts'

interface Charge {
  id: string
  code: string
  name: string
  description: string
  hosted_url: string
  redirect_url?: string | undefined
  created_at: string
  expires_at: string
  pricing_type: 'fixed_price'
  pricing: { local: { amount: string; currency: string } }
  metadata: Record<string, string>
  timeline: { time: string; status: string }[]
  payments: { status: string; value: { local: { amount: string; currency: string } } }[]
}

const money = z.object({ amount: z.string(), currency: z.string() })
const chargeBody = z.object({
  name: z.string(),
  description: z.string(),
  pricing_type: z.literal('fixed_price'),
  local_price: money,
  metadata: z.record(z.string(), z.string()).default({}),
  redirect_url: z.url().optional(),
})
const payBody = z.object({ amount: z.string().optional(), status: z.enum(['COMPLETED', 'UNRESOLVED']).optional() })

export interface CoinbaseDoubleParameters {
  host: string
  port: number
  apiKey: string
  webhookSecret: string
  webhookUrl: string
  file?: string
}

/** Charges of Coinbase Commerce as its documentation describes them, with a page that pays without coins. */
export async function startCoinbaseDouble(parameters: CoinbaseDoubleParameters) {
  const { host, port, apiKey, webhookSecret, webhookUrl, file } = parameters
  const url = `http://${host}:${port}`
  const faults = new Faults()
  const sender = new WebhookSender(webhookUrl, faults)
  const charges: Record<string, Charge> = file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const tell: Tell = (type, charge) => {
    if (file) writeFileSync(file, JSON.stringify(charges), { mode: 0o600 })
    const event = { id: randomUUID(), type, api_version: '2018-03-22', created_at: now(), data: charge }
    const body = JSON.stringify({ id: randomUUID(), scheduled_for: now(), attempt_number: 1, event })
    sender.send({ body, headers: (isForged) => signatureOf(body, isForged ? 'another' : webhookSecret) })
  }
  const app = new Hono()
  app.get('/healthz', (context) => context.json({ status: 'ok' }))
  const guard = createGuard(apiKey, faults)
  app.use('/charges', guard)
  app.use('/charges/*', guard)
  addCharges(app, { charges, tell, url })
  addPayments(app, { charges, tell })
  app.post('/_double/faults', async (context) => {
    faults.set(faultsBody.parse(await context.req.json()))
    return context.json({})
  })
  const server: Server = await serveHttp(app.fetch, { host, port })
  return { url, server, charges, faults, sender }
}

type Tell = (type: string, charge: Charge) => void

interface Parts {
  charges: Record<string, Charge>
  tell: Tell
}

const notFound = (context: Context) => context.json({ error: { type: 'not_found' } }, 404)
const invalid = (context: Context) => context.json({ error: { type: 'invalid_request' } }, 400)
const failed = (context: Context) => context.json({ error: { type: 'internal_server_error' } }, 500)

/** The key of every call, and what it was told to do wrong. */
function createGuard(apiKey: string, faults: Faults): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.header('x-cc-api-key') !== apiKey)
      return context.json({ error: { type: 'authorization_error' } }, 401)
    const fault = faults.take(context.req.method, context.req.path)
    if (fault === 'refuse') return invalid(context)
    if (fault === 'limit') return context.json({ error: { type: 'rate_limit_exceeded' } }, 429)
    if (fault === 'fail') return failed(context)
    await next()
    if (fault === 'lose') context.res = failed(context)
    return undefined
  }
}

function addCharges(app: Hono, { charges, tell, url }: Parts & { url: string }): void {
  app.get('/charges', (context) => context.json({ data: [] }))
  app.post('/charges', async (context) => {
    const charge = newCharge(chargeBody.parse(await context.req.json()), url)
    charges[charge.id] = charge
    tell('charge:created', charge)
    return context.json({ data: charge }, 201)
  })
  app.get('/charges/:id', (context) => {
    const charge = charges[context.req.param('id')]
    return charge ? context.json({ data: charge }) : notFound(context)
  })
  app.post('/charges/:id/cancel', (context) => {
    const charge = charges[context.req.param('id')]
    if (charge?.timeline.at(-1)?.status !== 'NEW') return invalid(context)
    charge.timeline.push({ time: now(), status: 'CANCELED' })
    tell('charge:failed', charge)
    return context.json({ data: charge })
  })
}

/** The page of a charge, and payments that do not fit: another amount, or too late. */
function addPayments(app: Hono, { charges, tell }: Parts): void {
  const pay = (charge: Charge, { amount, status = 'COMPLETED' }: z.output<typeof payBody>) => {
    const { local } = charge.pricing
    charge.timeline.push({ time: now(), status: 'PENDING' })
    tell('charge:pending', charge)
    charge.payments.push({ status: 'CONFIRMED', value: { local: { ...local, amount: amount ?? local.amount } } })
    charge.timeline.push({ time: now(), status })
    tell(status === 'COMPLETED' ? 'charge:confirmed' : 'charge:delayed', charge)
  }
  app.get('/pay/:id', (context) => {
    const charge = charges[context.req.param('id')]
    if (!charge) return notFound(context)
    const amountCents = Math.round(Number(charge.pricing.local.amount) * 100)
    return context.html(cryptoPage({ amountCents, isOpen: charge.timeline.at(-1)?.status === 'NEW' }))
  })
  app.post('/pay/:id', (context) => {
    const charge = charges[context.req.param('id')]
    if (charge?.timeline.at(-1)?.status !== 'NEW') return invalid(context)
    pay(charge, {})
    return context.redirect(charge.redirect_url ?? '/', 303)
  })
  app.post('/_double/charges/:id/pay', async (context) => {
    const charge = charges[context.req.param('id')]
    if (!charge) return notFound(context)
    pay(charge, payBody.parse(await context.req.json()))
    return context.json({})
  })
}

/** https://docs.cdp.coinbase.com/commerce/docs/webhooks-security */
function signatureOf(body: string, secret: string): Record<string, string> {
  return { 'x-cc-webhook-signature': createHmac('sha256', secret).update(body).digest('hex') }
}

function newCharge(body: z.output<typeof chargeBody>, url: string): Charge {
  const id = randomUUID()
  return {
    id,
    code: id.slice(0, 8).toUpperCase(),
    name: body.name,
    description: body.description,
    hosted_url: `${url}/pay/${id}`,
    redirect_url: body.redirect_url,
    created_at: now(),
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    pricing_type: body.pricing_type,
    pricing: { local: body.local_price },
    metadata: body.metadata,
    timeline: [{ time: now(), status: 'NEW' }],
    payments: [],
  }
}

const now = () => new Date().toISOString()
