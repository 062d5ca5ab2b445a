import { formatUsdc } from '../../sdk/src/money.ts'
import { decodeOrderFlags } from '../../sdk/src/order-flags.ts'
import { type OpenOutcome, settleOpen } from '../../sdk/src/unaided/open-settle.ts'
import { declareSilent, silenceOf } from '../../sdk/src/unaided/silence.ts'
import type { Unaided } from '../../sdk/src/unaided/unaided.ts'
import { readOrders } from './files.ts'

/**
 * Takes resting orders while the operator is silent; declares it silent when that is due.
 * @returns Whether anything was filled.
 */
export async function settle(parties: Unaided, file: string, say: (line: string) => void): Promise<boolean> {
  const orders = readOrders(file)
  const { state, changesAtSec } = await silenceOf(parties)
  if (state === 'working') {
    say(`The operator works. It can be declared silent from ${timeOf(changesAtSec)} on, if no heartbeat comes.`)
    return false
  }
  if (state === 'due') say(`silence declared in ${await declareSilent(parties)}`)
  const { transaction, outcomes } = await settleOpen(parties, orders)
  for (const outcome of outcomes) say(describe(outcome))
  say(transaction ? `settled in ${transaction}` : 'nothing to send')
  return outcomes.some(({ record }) => record?.code === 'FILLED')
}

function describe({ order, record }: OpenOutcome): string {
  const { side } = decodeOrderFlags(order.flags)
  const name = `${side} of ${order.account}, lane ${order.lane}, sequence ${order.seq}`
  if (!record) return `NO_UNITS  ${name}`
  if (record.code !== 'FILLED') return `${record.code}  ${name}: skipped, ${record.failingSide} to blame`
  return `FILLED  ${name}: ${record.units} at $${formatUsdc(record.priceUsdc6)}`
}

function timeOf(atSec: number): string {
  return new Date(atSec * 1_000).toISOString()
}
