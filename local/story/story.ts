import type { LocalEnvironment } from '../environment.ts'
import { enter } from '../play/persona.ts'
import type { World } from '../play/world.ts'
import { issue } from './1-issue.ts'
import { sellPrimary } from './2-primary-sale.ts'
import { resell } from './3-resale.ts'
import { surviveAccidents } from './4-accidents.ts'
import { tryWhatIsForbidden } from './5-refusals.ts'
import { redeem } from './6-redemption.ts'
import { refund } from './7-refund.ts'
import { leave } from './8-exit.ts'
import { prove } from './9-proofs.ts'
import type { ServiceControl, Stage, Teller } from './stage.ts'

/**
 * Plays the whole story with new personas and a new issuer; throws at the first fact that is not as told.
 * The accidents come before B leaves, while people trade.
 */
export async function playStory(parameters: {
  world: World
  control: ServiceControl
  tell: Teller
  environment: LocalEnvironment
}): Promise<Stage> {
  const { world, control, tell, environment } = parameters
  const names = ['issuer', 'merchant', 'A', 'B', 'C', 'K'] as const
  const [issuer, merchant, buyerA, buyerB, buyerC, keyless] = await Promise.all(names.map((name) => enter(world, name)))
  if (!issuer || !merchant || !buyerA || !buyerB || !buyerC || !keyless)
    throw new Error('unreachable: six names, six personas')
  const cast = { issuer, merchant, buyerA, buyerB, buyerC, keyless }
  const stage: Stage = { world, cast, control, tell, series: 0 }
  for (const chapter of [issue, sellPrimary, resell, surviveAccidents, tryWhatIsForbidden, redeem, refund, leave]) {
    await chapter(stage)
  }
  await prove(stage, environment)
  return stage
}
