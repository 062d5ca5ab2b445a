import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fundDesk } from '../play/desk.ts'
import type { World } from '../play/world.ts'
import { seedIssuer } from './issuers.ts'
import { SEED_ISSUERS } from './plan.ts'
import { offerSeries, seedPersonas, trade } from './traders.ts'

/**
 * Fills an empty local system through the front door: three issuers, six series, eight people with money, and books with
 * offers, resales and bids. Done once per data directory; an interrupted seeding goes on where the chain says it stopped.
 */
export async function seed(world: World, dataDir: string): Promise<void> {
  const mark = join(dataDir, 'seeded')
  if (existsSync(mark)) return
  const [opened, personas] = await Promise.all([
    Promise.all(SEED_ISSUERS.map((plan) => seedIssuer(world, plan))),
    seedPersonas(world),
    fundDesk(world),
  ])
  await Promise.all(opened.flatMap((ofIssuer) => ofIssuer.map((series, lane) => offerSeries(world, series, lane))))
  await trade(world, personas, opened.flat())
  writeFileSync(mark, `${new Date().toISOString()}\n`)
}
