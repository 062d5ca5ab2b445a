import { createRoute, z } from '@hono/zod-openapi'
import { INTENT_PATHS } from '../../sdk/src/intent-paths.ts'
import type { IntentName } from '../../sdk/src/typed-data/intents.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { submitIntent } from '../domain/submit-intent.ts'
import { admitWithdrawal } from '../http/admit-withdrawal.ts'
import { type ApiApp, createRouter, requirePrincipal } from '../http/environment.ts'
import { bodyProblems } from '../http/problems.ts'
import { bytes, signature } from '../schemas/fields.ts'
import { intentAccepted, intentMessage } from '../schemas/intent.ts'

interface IntentRoute {
  name: IntentName
  tag: string
  summary: string
  /** Ask for the operator's co-signature so that it acts at once. */
  instant?: true
  /** The own consent of a trading key or passkey travels along. */
  possession?: true
}

/** Every intent that needs nothing but its signed struct has its route here; deposits and redemptions have their own. */
const ROUTES: readonly IntentRoute[] = [
  { name: 'RegisterKey', tag: 'keys', summary: 'Register a trading key', possession: true },
  {
    name: 'RequestKeyChange',
    tag: 'keys',
    summary: 'Replace or revoke a trading key at once',
    possession: true,
    instant: true,
  },
  { name: 'RequestCancel', tag: 'orders', summary: 'Cancel one order on chain, after the delay' },
  {
    name: 'RequestCancelAll',
    tag: 'orders',
    summary: 'Kill every order of the account on chain at once',
    instant: true,
  },
  { name: 'RequestExit', tag: 'money', summary: 'Open the whole account for leaving after the delay' },
  { name: 'Withdraw', tag: 'money', summary: 'Withdraw to the own address at once' },
  { name: 'WithdrawTo', tag: 'money', summary: 'Withdraw to another address' },
  { name: 'TransferCash', tag: 'money', summary: 'Move cash to another account' },
  { name: 'EnterMarket', tag: 'coupons', summary: 'Put units into the market' },
  { name: 'LeaveMarket', tag: 'coupons', summary: 'Take units out of the market at once' },
  { name: 'Refund', tag: 'coupons', summary: 'Return a unit inside its refund window' },
  { name: 'TransferUnit', tag: 'coupons', summary: 'Give a unit to another address' },
  { name: 'ApplyAsIssuer', tag: 'issuers', summary: 'Apply as an issuer' },
  { name: 'CreateSeries', tag: 'series', summary: 'Propose a series' },
  { name: 'CloseSupply', tag: 'series', summary: 'End the primary sale' },
  { name: 'SetMerchant', tag: 'issuers', summary: 'Appoint or dismiss a merchant' },
  { name: 'WithdrawGuarantee', tag: 'issuers', summary: 'Withdraw guarantee money' },
  {
    name: 'RequestMakerWithdrawal',
    tag: 'market makers',
    summary: 'Ask for the whole deposit back, 7 days from now; not while active',
  },
  { name: 'WithdrawMakerDeposit', tag: 'market makers', summary: 'Withdraw the deposit once the request has matured' },
  { name: 'AddPasskey', tag: 'accounts', summary: 'Add a passkey to the account', possession: true },
  { name: 'RemovePasskey', tag: 'accounts', summary: 'Remove a passkey at once' },
  { name: 'RotatePasskey', tag: 'accounts', summary: 'Replace a passkey by another', possession: true },
  { name: 'SetGuardian', tag: 'accounts', summary: 'Name who may ask for the account’s recovery' },
  { name: 'VetoRecovery', tag: 'accounts', summary: 'End a running recovery' },
  {
    name: 'RequestRecovery',
    tag: 'accounts',
    summary: 'As a guardian, ask for a recovery; it is carried out after three days',
    possession: true,
  },
  { name: 'RegisterSession', tag: 'accounts', summary: 'Let a session key sign for the account, within limits' },
  { name: 'RevokeSession', tag: 'accounts', summary: 'End the session of a key at once' },
  { name: 'EndSessions', tag: 'accounts', summary: 'End all sessions at once' },
]

export function intentRoutes(dependencies: ApiDependencies): ApiApp {
  const router = createRouter()
  for (const definition of ROUTES) addRoute(router, dependencies, definition)
  return router
}

function addRoute(router: ApiApp, dependencies: ApiDependencies, definition: IntentRoute): void {
  const { name, tag, summary, instant = false } = definition
  const plain = z.strictObject({ message: intentMessage(name), signature })
  const body = definition.possession ? plain.extend({ possession: bytes.default('0x') }) : plain
  const route = createRoute({
    method: 'post',
    path: INTENT_PATHS[name],
    tags: [tag],
    summary,
    description: `Sign \`${name}\` (EIP-712, see GET /api/v1/protocol) and send the struct with its signature; gas is paid for you. Repeating it is harmless.`,
    security: [{ bearer: [] }],
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: {
      202: {
        description: 'Taken; follow the order number.',
        content: { 'application/json': { schema: intentAccepted } },
      },
      ...bodyProblems(403),
    },
  })
  router.openapi(route, async (context) => {
    const principal = requirePrincipal(context)
    const intent = { name, ...context.req.valid('json') }
    await admitWithdrawal(dependencies, context, intent)
    const { orderNumber, state } = await submitIntent(dependencies, principal, intent, instant)
    return context.json({ orderNumber, state }, 202)
  })
}
