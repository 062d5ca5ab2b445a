import { keccak256, toHex } from 'viem'
import { seriesRegistryAbi } from '../../sdk/src/abi/series-registry.gen.ts'
import { approveIssuer, carry, chainTimeSec, identify } from '../play/persona.ts'
import { act, type World } from '../play/world.ts'
import { issuerQuota } from './facts.ts'
import { refusalCode } from './refusal.ts'
import { check, dollars, type Stage } from './stage.ts'

const RATING_AA = 4
const FACE = 50_000_000n
/** Held per unit until it is redeemed: what the issuer is sure of, below the price less the issuance fee. */
const ISSUE_PRICE = 44_000_000n
const SUPPLY = 100_000
const DAY_SEC = 86_400

/** The issuer applies, is approved and rated, and proposes a series that takes its whole quota. */
export async function issue(stage: Stage): Promise<void> {
  const { world, cast, tell } = stage
  const { issuer } = cast
  tell.chapter('An issuer is taken on and issues a series')

  const hash = (text: string) => keccak256(toHex(text))
  const application = { companyHash: hash('company'), licenceHash: hash('licence'), documentsHash: hash('documents') }
  const applied = await carry(issuer, issuer.session.submitIntent('ApplyAsIssuer', application))
  tell.step('The issuer applied; it paid no gas.', {
    'order number': applied.orderNumber,
    transaction: applied.transaction,
  })

  await identify(world, issuer, 3)
  await approveIssuer(world, issuer, RATING_AA)
  const { quota } = await issuerQuota(world, issuer.account.address)
  check('quota of rating AA', quota, 5_000_000_000_000n)
  tell.step('Compliance approved it on chain and rated it AA.', { quota: dollars(quota) })

  await refuseTooMany(stage)
  const small = await propose(stage, 1)
  const big = await propose(stage, SUPPLY)
  tell.step('Two drafts: one unit, and 100,000 units; each fits the quota alone.', {
    'gas for 1 unit': small.gasUsed,
    'gas for 100,000 units': big.gasUsed,
  })
  await approve(world, big.series)
  const { used } = await issuerQuota(world, issuer.account.address)
  check('quota taken', used, FACE * BigInt(SUPPLY))
  tell.step('Compliance approved the 100,000; the whole quota is taken.', { series: big.series, used: dollars(used) })

  const refusal = await approve(world, small.series).then(() => 'approved', String)
  if (!/QuotaExceeded/.test(refusal)) throw new Error(`unit 100,001 should have been refused at approval: ${refusal}`)
  tell.step('Unit 100,001 is refused at approval too.', { error: /\w+_QuotaExceeded/.exec(refusal)?.[0] })
  stage.series = big.series
}

async function refuseTooMany(stage: Stage): Promise<void> {
  const code = await refusalCode(propose(stage, SUPPLY + 1))
  check('100,001 units', code, 'SERIES_QUOTA_EXCEEDED')
  stage.tell.step('A draft of 100,001 units is refused; nothing was paid for it.', { code })
}

async function propose(
  { world, cast }: Stage,
  supply: number,
): Promise<{ series: number; gasUsed: string | undefined }> {
  const draft = {
    face: FACE,
    issuePrice: ISSUE_PRICE,
    supply,
    expiry: (await chainTimeSec(world)) + 90 * DAY_SEC,
    refundWindow: 7 * DAY_SEC,
    resaleLimit: 3,
    security: false,
    transferable: true,
    termsHash: keccak256(toHex('one cup of coffee')),
    metadataUri: 'ipfs://coffee',
  }
  const { gasUsed } = await carry(cast.issuer, cast.issuer.session.submitIntent('CreateSeries', draft))
  return { series: await newestSeries(world), gasUsed }
}

async function newestSeries(world: World): Promise<number> {
  const address = world.addresses.get('SeriesRegistry')
  return await world.chain.readContract({ address, abi: seriesRegistryAbi, functionName: 'seriesCount' })
}

async function approve(world: World, series: number): Promise<void> {
  const call = {
    address: world.addresses.get('SeriesRegistry'),
    abi: seriesRegistryAbi,
    functionName: 'approve',
    args: [series],
  }
  await act(world, world.officer('compliance'), call)
}
