import { keccak256, toHex } from 'viem'
import { issuerRegistryAbi } from '../../sdk/src/abi/issuer-registry.gen.ts'
import { seriesRegistryAbi } from '../../sdk/src/abi/series-registry.gen.ts'
import {
  approveIssuer,
  carry,
  chainTimeSec,
  enter,
  identify,
  keyOfName,
  type Persona,
  registerOwnKeyOnce,
} from '../play/persona.ts'
import { act, type World } from '../play/world.ts'
import type { SeedIssuer, SeedSeries } from './plan.ts'

const STATUS = { none: 0, pending: 1 } as const
const DRAFT = 1
const DAY_SEC = 86_400
const EXPIRES_AFTER_SEC = 300 * DAY_SEC
const REFUND_WINDOW_SEC = 7 * DAY_SEC

export interface OpenSeries {
  series: number
  issuer: Persona
  faceUsdc6: bigint
}

/** Brings an issuer and its two series to where trading can begin; skips what was done before. */
export async function seedIssuer(world: World, plan: SeedIssuer): Promise<OpenSeries[]> {
  const issuer = await enter(world, plan.name, keyOfName(plan.name))
  await identify(world, issuer, 3)
  await onboard(world, issuer, plan)
  await registerOwnKeyOnce(world, issuer)
  const opened: OpenSeries[] = []
  for (const series of plan.series) opened.push(await openSeries(world, issuer, series))
  return opened
}

async function onboard(world: World, issuer: Persona, { name, rating }: SeedIssuer): Promise<void> {
  const registry = { address: world.addresses.get('IssuerRegistry'), abi: issuerRegistryAbi } as const
  const status = async () => {
    const record = await world.chain.readContract({
      ...registry,
      functionName: 'issuerOf',
      args: [issuer.account.address],
    })
    return record.status
  }
  if ((await status()) === STATUS.none) {
    const hash = (part: string) => keccak256(toHex(`${name} ${part}`))
    const application = { companyHash: hash('company'), licenceHash: hash('licence'), documentsHash: hash('documents') }
    await carry(issuer, issuer.session.submitIntent('ApplyAsIssuer', application))
  }
  if ((await status()) === STATUS.pending) await approveIssuer(world, issuer, rating)
}

async function openSeries(world: World, issuer: Persona, plan: SeedSeries): Promise<OpenSeries> {
  const registry = { address: world.addresses.get('SeriesRegistry'), abi: seriesRegistryAbi } as const
  if ((await findSeries(world, plan.uri)) === undefined) await propose(world, issuer, plan)
  const found = await findSeries(world, plan.uri)
  if (!found) throw new Error(`series ${plan.uri} was not created`)
  const { series, status } = found
  if (status === DRAFT) {
    await act(world, world.officer('compliance'), { ...registry, functionName: 'approve', args: [series] })
  }
  return { series, issuer, faceUsdc6: plan.faceUsdc6 }
}

async function propose(world: World, issuer: Persona, { uri, faceUsdc6, supply }: SeedSeries): Promise<void> {
  const draft = {
    face: faceUsdc6,
    issuePrice: (faceUsdc6 * 90n) / 100n,
    supply,
    expiry: (await chainTimeSec(world)) + EXPIRES_AFTER_SEC,
    refundWindow: REFUND_WINDOW_SEC,
    resaleLimit: 3,
    security: false,
    transferable: true,
    termsHash: keccak256(toHex(`terms of ${uri}`)),
    metadataUri: uri,
  }
  await carry(issuer, issuer.session.submitIntent('CreateSeries', draft))
}

async function findSeries(world: World, uri: string): Promise<{ series: number; status: number } | undefined> {
  const registry = { address: world.addresses.get('SeriesRegistry'), abi: seriesRegistryAbi } as const
  const count = await world.chain.readContract({ ...registry, functionName: 'seriesCount' })
  const all = Array.from({ length: count }, async (_, i) => {
    const [status, , draft] = await world.chain.readContract({ ...registry, functionName: 'seriesOf', args: [i + 1] })
    return { series: i + 1, status, uri: draft.metadataUri }
  })
  return (await Promise.all(all)).find((each) => each.uri === uri)
}
