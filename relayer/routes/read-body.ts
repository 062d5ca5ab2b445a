import type { Context } from 'hono'
import { BaseError } from '../../kit/errors.ts'
import { parseJson } from '../../kit/json.ts'

/** The body of a request as `unknown`; anything but JSON is refused by name. */
export async function readJsonBody(context: Context): Promise<unknown> {
  const mediaType = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') {
    throw new BaseError('The media type is not accepted.', {
      code: 'MEDIA_TYPE_UNSUPPORTED',
      details: `Accepted is application/json, given was ${mediaType ?? 'none'}.`,
      status: 415,
    })
  }
  return parseJson(await context.req.text())
}
