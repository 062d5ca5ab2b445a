import type { Hex } from 'viem'
import { orderNumberOf } from '../../../sdk/src/ids.ts'
import { checkBalance } from '../admission/check-balance.ts'
import { checkOrder, isRejection } from '../admission/check-order.ts'
import { checkPrice } from '../admission/check-price.ts'
import type { Placement } from '../admission/order-schema.ts'
import { type Rejection, reject } from '../admission/rejection.ts'
import type { VerifierPool } from '../admission/verifier-pool.ts'
import type { Verified } from '../admission/verify-message.ts'
import type { CommitmentSources } from '../balances/commitments.ts'
import type { ChainMirror } from '../chain/chain-mirror.ts'
import { tickOf } from '../engine/tick.ts'
import type { Place, RejectCode } from '../engine/types.ts'
import type { PriceGuide } from '../pricing/price-guide.ts'
import { closedMarket } from './market-gate.ts'
import type { OrderEntry } from './order-registry.ts'
import type { Sequencer } from './sequencer.ts'

export interface PlaceDependencies {
  sequencer: Sequencer
  mirror: ChainMirror
  verifier: Pick<VerifierPool, 'verify'>
  sources: CommitmentSources
  prices: Pick<PriceGuide, 'of'>
}

/** An accepted order (also one accepted before), or why it was refused. */
export type PlaceOutcome = { digest: Hex; entry: OrderEntry } | { digest: Hex; rejection: Rejection | EngineRejection }

interface EngineRejection {
  code: `ORDER_${RejectCode}` | RejectCode
  field: string
  detail: string
}

/** Verifies, checks and sequences orders; resolves when all that was accepted is on disk. */
export async function placeOrders(
  dependencies: PlaceDependencies,
  placements: readonly Placement[],
): Promise<PlaceOutcome[]> {
  const { sequencer, mirror, verifier } = dependencies
  const verified = await verifier.verify(placements)
  sequencer.expireDue()
  const closed = closedMarket(mirror, sequencer, sequencer.now())
  const outcomes = placements.map((placement, i) => {
    const answer = verified[i]
    if (!answer) throw new RangeError('the verifier answered for fewer orders than it was given')
    return placeOne(dependencies, placement, answer, closed)
  })
  await sequencer.durable()
  return outcomes
}

/** Whether exactly this order was taken before; it then has its first answer again. */
export function isKnown({ registry }: Sequencer, digest: Hex): boolean {
  return registry.byNumber(orderNumberOf(digest))?.place.hash === digest
}

/** Checks one verified order and sequences it; the caller waits for durability. */
export function placeOne(
  dependencies: PlaceDependencies,
  placement: Placement,
  verified: Verified,
  closed: Rejection | undefined,
): PlaceOutcome {
  const { sequencer, mirror, sources } = dependencies
  const { digest, signed } = verified
  const { order, clientOrderId } = placement
  const known = sequencer.registry.byNumber(orderNumberOf(digest))
  if (known && known.place.hash === digest) return { digest, entry: known }
  const named = clientOrderId === undefined ? undefined : sequencer.registry.byClientId(order.account, clientOrderId)
  if (named)
    return { digest, rejection: reject('CLIENT_ID_TAKEN', 'clientOrderId', `names ${named.orderNumber} already`) }

  if (closed) return { digest, rejection: closed }
  const checked = checkOrder({ mirror: mirror.state, ...chainTime(dependencies), signed }, order)
  if (isRejection(checked)) return { digest, rejection: checked }
  const guidance = placement.confirmedPrice ? undefined : dependencies.prices.of(order.series)
  const rejection = checkPrice(guidance, checked) ?? checkBalance(sources, mirror.state, checked)
  if (rejection) return { digest, rejection }
  if (!signed) throw new Error('an order without a signer passed its checks')

  if (!sequencer.state.hasMarket(order.series)) {
    sequencer.submit({ kind: 'OPEN_MARKET', series: order.series, tick: tickOf(checked.terms.faceUsdc6) })
  }
  return submit(sequencer, {
    kind: 'PLACE',
    order,
    hash: digest,
    signature: signed.signature,
    ...(signed.publicKey ? { publicKey: signed.publicKey } : {}),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    selfTradePrevention: placement.selfTradePrevention,
  })
}

function submit(sequencer: Sequencer, place: Place): PlaceOutcome {
  const { events } = sequencer.submit(place)
  const accepted = events.find((event) => event.kind === 'accepted')
  const entry = accepted && sequencer.registry.byPosition(accepted.position)
  if (entry) return { digest: place.hash, entry }
  const refused = events.find((event) => event.kind === 'rejected')
  return { digest: place.hash, rejection: engineRejection(refused?.code ?? 'ORDER_INVALID') }
}

function engineRejection(code: RejectCode): EngineRejection {
  const detail = 'the book did not take the order'
  return { code: code.startsWith('ORDER_') ? code : `ORDER_${code}`, field: 'order', detail }
}

/** The newest block's second, and the later of it and our clock's. */
export function chainTime({ sequencer, mirror }: { sequencer: Sequencer; mirror: ChainMirror }) {
  const clockSec = Math.floor(sequencer.now() / 1_000)
  const blockSec = mirror.head?.timestampSec ?? clockSec
  return { nowSec: Math.max(clockSec, blockSec), blockSec }
}
