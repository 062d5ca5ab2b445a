import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import { bytes32Field, parseInput } from '../../kit/fields.ts'
import type { Health } from '../../kit/health.ts'
import { createInternalApp, jsonResponse } from '../../kit/internal-app.ts'
import { parseJson } from '../../kit/json.ts'
import type { Logger } from '../../kit/log.ts'
import type { Secret } from '../../kit/secret.ts'
import type { Ledger } from './ledger.ts'
import { adoptBody, checkpointBody, placeBody, signBody } from './schemas.ts'
import type { MappingSigner } from './signer.ts'

/** What the API asks one party for. It gets whole records; there is no route that signs a bare hash. */
export function createApp(dependencies: {
  signer: MappingSigner
  ledger: Ledger
  health: Health
  log: Logger
  token: Secret
}): Hono {
  const { signer, ledger, log } = dependencies
  const app = createInternalApp(dependencies)
  app.post('/internal/v1/mappings/sign', async (context) => {
    const request = await bodyOf(context, signBody)
    const answer = await signer.sign(request)
    const { userCommitment, version } = request.record
    log.info({ userCommitment, version, digest: answer.digest }, 'mapping signed')
    return jsonResponse(answer)
  })
  app.post('/internal/v1/mappings/adopt', async (context) => {
    const { history, opening } = await bodyOf(context, adoptBody)
    const answer = await signer.adopt(history, opening)
    log.info({ userCommitment: history[0]?.record.userCommitment, ...answer }, 'versions taken over')
    return jsonResponse(answer)
  })
  app.post('/internal/v1/places/sign', async (context) => {
    const { position, signed } = await bodyOf(context, placeBody)
    return jsonResponse({ signature: await signer.signPlace(position, signed) })
  })
  app.post('/internal/v1/checkpoints/sign', async (context) => {
    const { checkpoint, proof } = await bodyOf(context, checkpointBody)
    const signed = await signer.signCheckpoint(checkpoint, proof)
    log.info({ size: signed.size, root: signed.root }, 'checkpoint signed')
    return jsonResponse(signed)
  })
  app.get('/internal/v1/mappings/:userCommitment', (context) => {
    const head = ledger.head(parseInput(bytes32Field, context.req.param('userCommitment')))
    return jsonResponse({ version: head?.record.version ?? 0, ...(head ? { digest: head.digest } : {}) })
  })
  app.get('/internal/v1/log', () => {
    return jsonResponse({ placedSize: ledger.placedSize, checkpointSize: ledger.lastCheckpoint()?.size ?? 0 })
  })
  return app
}

async function bodyOf<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  return parseInput(schema, parseJson(await context.req.text()))
}
