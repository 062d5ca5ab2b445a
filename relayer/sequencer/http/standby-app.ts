import type { Hono } from 'hono'
import { RetryableError } from '../../../kit/errors.ts'
import type { Health } from '../../../kit/health.ts'
import { createInternalApp } from '../../../kit/internal-app.ts'
import type { Logger } from '../../../kit/log.ts'
import type { Secret } from '../../../kit/secret.ts'

/** What a process answers that does not lead: that it is alive, and that another one has to be asked. */
export function createStandbyApp(dependencies: { health: Health; log: Logger; token: Secret }): Hono {
  const app = createInternalApp(dependencies)
  app.all('/internal/*', () => {
    throw new RetryableError('This sequencer stands by.', { code: 'SEQUENCER_STANDBY' })
  })
  return app
}
