import { type Abi, type Address, encodeFunctionData, type Hex, toFunctionSelector } from 'viem'
import { accountRegistryAbi } from './abi/account-registry.gen.ts'
import { issuerRegistryAbi } from './abi/issuer-registry.gen.ts'
import { issuerTreasuryAbi } from './abi/issuer-treasury.gen.ts'
import { marketMakerDepositsAbi } from './abi/market-maker-deposits.gen.ts'
import { redemptionAbi } from './abi/redemption.gen.ts'
import { seriesRegistryAbi } from './abi/series-registry.gen.ts'
import { settlementAbi } from './abi/settlement.gen.ts'
import { INTENTS, type IntentName } from './typed-data/intents.ts'

/** The operator's consent, as the contract takes it. */
export interface CoSignature {
  deadline: number
  signature: Hex
}

/** A signed intent with what its call needs besides the signed fields. */
export interface SignedIntent {
  name: IntentName
  /** The signed struct: `account`, the intent's own fields, `nonce`, `deadline`, `gasLimit`. */
  message: Record<string, unknown> & { account: Address; nonce: bigint; deadline: number; gasLimit: number }
  signature: Hex
  /** RegisterKey, RequestKeyChange: the key's own consent, empty when the key is the account. A new passkey's assertion. */
  possession?: Hex
  /** ConfirmRedemption: what the holder signed, and the signature. */
  authorization?: { tokenId: bigint; changes: number; merchant: Address; expiry: number }
  holderSignature?: Hex
  /** Withdraw, WithdrawTo, TransferCash and LeaveMarket need it; key changes and cancel-all act at once with it. */
  coSignature?: CoSignature
}

/** Intents that the contract carries out only with the operator's co-signature. */
export const CO_SIGNED_INTENTS = [
  'Withdraw',
  'WithdrawTo',
  'TransferCash',
  'LeaveMarket',
] as const satisfies IntentName[]

const ABIS = {
  settlement: settlementAbi,
  issuerRegistry: issuerRegistryAbi,
  seriesRegistry: seriesRegistryAbi,
  redemption: redemptionAbi,
  issuerTreasury: issuerTreasuryAbi,
  marketMakerDeposits: marketMakerDepositsAbi,
  accountRegistry: accountRegistryAbi,
} as const

/** With a co-signature these act at once, through another function of the same typed data. */
const INSTANT_FUNCTIONS: Partial<Record<IntentName, string>> = {
  RequestKeyChange: 'changeKeyBySig',
  RequestCancelAll: 'cancelAllBySig',
}

/** A call of a `…BySig` function. */
export interface IntentCall {
  functionName: string
  data: Hex
}

/** The call that carries an intent; its data is what `executeIntents` takes as one item. */
export function encodeIntentCall(intent: SignedIntent): IntentCall {
  const definition = INTENTS[intent.name]
  const instant = intent.coSignature ? INSTANT_FUNCTIONS[intent.name] : undefined
  const functionName = instant ?? definition.functionName
  const { account, nonce, deadline, gasLimit } = intent.message
  const auth = { account, nonce, deadline, gasLimit, signature: intent.signature }
  const args = [...ownArguments(intent), auth, ...(intent.coSignature ? [intent.coSignature] : [])]
  const data = encodeFunctionData({ abi: ABIS[definition.contract] as never, functionName, args } as never)
  return { functionName, data }
}

/** The functions that take an intent: its own, and the one that acts at once where there is one. */
export function intentSelectors(name: IntentName): Hex[] {
  const { contract, functionName } = INTENTS[name]
  const names = [functionName, INSTANT_FUNCTIONS[name]]
  const abi: Abi = ABIS[contract]
  return abi.flatMap((item) =>
    item.type === 'function' && names.includes(item.name) ? [toFunctionSelector(item)] : [],
  )
}

function ownArguments({ name, message, possession, authorization, holderSignature }: SignedIntent): unknown[] {
  if (name === 'ConfirmRedemption') return [authorization, holderSignature]
  const fields = INTENTS[name].fields.slice(1, -3)
  if (name === 'CreateSeries' || name === 'RegisterSession')
    return [Object.fromEntries(fields.map((field) => [field.name, message[field.name]]))]
  if (name === 'RegisterKey' || name === 'RequestKeyChange') {
    return [Object.fromEntries(fields.map((field) => [field.name, message[field.name]])), possession ?? '0x']
  }
  if (isPasskeyIntroduced(name)) {
    const others = fields.slice(0, -2).map((field) => message[field.name])
    return [...others, { x: message.x, y: message.y }, possession ?? '0x']
  }
  return fields.map((field) => message[field.name])
}

/** These end with a new passkey's x and y, which travel as one struct beside its own consent. */
function isPasskeyIntroduced(name: IntentName): boolean {
  return name === 'AddPasskey' || name === 'RotatePasskey' || name === 'RequestRecovery'
}
