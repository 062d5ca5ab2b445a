import { type Hex, hexToBigInt, keccak256, sliceHex, toHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { orderNumberOf } from '../../sdk/src/ids.ts'
import { encodeIntentCall } from '../../sdk/src/intent-call.ts'
import type { GenexDomain } from '../../sdk/src/typed-data/domain.ts'
import { hashIntent, INTENTS, intentTypedData } from '../../sdk/src/typed-data/intents.ts'
import { DESK_INTENT_TTL_SEC } from '../limits.ts'
import { boughtUsdc6 } from '../saga/bought.ts'
import type { Transfer, TransferState } from '../saga/ports.ts'
import type { Purchase } from '../saga/purchase.ts'
import type { Relayer } from './relayer.ts'
import type { Sequencer } from './sequencer.ts'

interface DeskDependencies {
  account: PrivateKeyAccount
  domain: GenexDomain
  relayer: Relayer
  sequencer: Sequencer
  /** Whose sponsorship pays the gas. */
  tenant: string
}

/**
 * The desk: an account of ours inside the core with stablecoin in it. Its transfers are intents like everybody's, with nonces made of the
 * purchase, so that the chain itself refuses a second one.
 */
export function createDesk(dependencies: DeskDependencies): { deliver: Transfer; takeBack: Transfer } {
  const { account, domain } = dependencies
  const deliver = transferOf(
    dependencies,
    (purchase) => deliveryOf(dependencies, purchase),
    async (message) => account.signTypedData(intentTypedData(domain, 'TransferCash', message) as never),
  )
  const takeBack = transferOf(
    dependencies,
    (purchase) => returnMessage(account.address, purchase),
    async (_, purchase) => signedReturn(purchase).signature,
  )
  return { deliver, takeBack }
}

type Message = ReturnType<typeof deliveryOf>

/** What a purchase has to sign for its money to come back: exactly what was delivered, to the desk. */
export function returnMessage(desk: Hex, purchase: Purchase): Message {
  const { account, receiveUsdc6: amount } = purchase
  const { nonce, deadline, gasLimit } = signedReturn(purchase)
  return { account, to: desk, amount, data: '0x' as const, nonce, deadline, gasLimit }
}

function deliveryOf({ account }: DeskDependencies, purchase: Purchase) {
  const { id, attempt, createdAt } = purchase
  const key = hexToBigInt(sliceHex(keccak256(toHex(`genex purchase ${id} delivery`)), 0, 24))
  return {
    account: account.address as Hex,
    to: purchase.account as Hex,
    amount: boughtUsdc6(purchase),
    data: '0x' as const,
    nonce: (key << 64n) | BigInt(attempt),
    deadline: Math.floor(createdAt.getTime() / 1000) + DESK_INTENT_TTL_SEC,
    gasLimit: INTENTS.TransferCash.gasLimit,
  }
}

function signedReturn(purchase: Purchase) {
  if (purchase.return) return purchase.return
  throw new Error(`purchase ${purchase.id} has no signed return`)
}

function transferOf(
  { domain, relayer, sequencer, tenant }: DeskDependencies,
  messageOf: (purchase: Purchase) => Message,
  sign: (message: Message, purchase: Purchase) => Promise<Hex>,
): Transfer {
  const numberOf = (message: Message) => orderNumberOf(hashIntent(domain, 'TransferCash', message))
  return {
    number: (purchase) => numberOf(messageOf(purchase)),
    state: async (purchase) => transferState(await relayer.intent(numberOf(messageOf(purchase)))),
    async submit(purchase) {
      const message = messageOf(purchase)
      const signature = await sign(message, purchase)
      const coSignature = await sequencer.coSign('TransferCash', message)
      const call = encodeIntentCall({ name: 'TransferCash', message, signature, coSignature })
      await relayer.submit({
        contract: 'settlement',
        function: call.functionName,
        data: call.data,
        account: message.account,
        orderNumber: numberOf(message),
        tenant,
      })
    },
  }
}

/** An outcome counts once its block is safe: a reorganisation could take it back before. */
function transferState(intent: Awaited<ReturnType<Relayer['intent']>>): TransferState {
  if (!intent) return 'absent'
  const { state, confirmation } = intent
  if (state === 'refused') return 'refused'
  const isSafe = confirmation === 'safe' || confirmation === 'final'
  if (state === 'queued' || state === 'submitted' || !isSafe) return 'pending'
  return state === 'executed' ? 'done' : 'spent'
}
