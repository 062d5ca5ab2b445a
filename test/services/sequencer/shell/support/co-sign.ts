import type { Hex } from 'viem'
import { stringifyJson } from '../../../../../kit/json.ts'
import { type IntentName, intentTypedData } from '../../../../../sdk/src/typed-data/intents.ts'
import type { ShellWorld } from './shell-world.ts'
import type { Trader } from './trader.ts'

/** Asks for the co-signature of an intent and signs it; what the core's `…BySig` takes. */
export async function coSign(world: ShellWorld, trader: Trader, kind: IntentName, fields: Record<string, unknown>) {
  await world.seen()
  const deadline = Math.max(await world.chain.nowSec(), Math.floor(Date.now() / 1_000)) + 3_600
  const nonce = BigInt(Date.now()) << 64n
  const message = { account: trader.address, ...fields, nonce, deadline, gasLimit: 400_000 }
  const body = JSON.parse(stringifyJson({ intent: { kind, message } }))
  const answer = await world.post('/co-signatures', body)
  if (!answer.signature) throw new Error(JSON.stringify(answer))
  const typedData = intentTypedData(world.core.domain, kind, message)
  const signature = await trader.account.signTypedData(typedData as never)
  const auth = { account: trader.address, nonce, deadline, gasLimit: 400_000, signature }
  return { auth, consent: { deadline: answer.deadline, signature: answer.signature as Hex } }
}
