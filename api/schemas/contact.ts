import { z } from '@hono/zod-openapi'
import { contactField } from '../../kit/contact.ts'

/** A contact in a body. Piped, because a schema that was made before the document's library was loaded cannot be described. */
export const contact = z
  .string('must be a phone number or an e-mail address')
  .pipe(contactField)
  .openapi({ type: 'string', example: '+4915112345678' })
