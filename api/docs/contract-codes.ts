import type { Abi } from 'viem'
import { accessManagerAbi } from '../../sdk/src/abi/access-manager.gen.ts'
import { accountRegistryAbi } from '../../sdk/src/abi/account-registry.gen.ts'
import { brakeAbi } from '../../sdk/src/abi/brake.gen.ts'
import { identityRegistryAbi } from '../../sdk/src/abi/identity-registry.gen.ts'
import { issuerRegistryAbi } from '../../sdk/src/abi/issuer-registry.gen.ts'
import { issuerTreasuryAbi } from '../../sdk/src/abi/issuer-treasury.gen.ts'
import { marketMakerDepositsAbi } from '../../sdk/src/abi/market-maker-deposits.gen.ts'
import { organisationAbi } from '../../sdk/src/abi/organisation.gen.ts'
import { organisationFactoryAbi } from '../../sdk/src/abi/organisation-factory.gen.ts'
import { redemptionAbi } from '../../sdk/src/abi/redemption.gen.ts'
import { seriesRegistryAbi } from '../../sdk/src/abi/series-registry.gen.ts'
import { settlementAbi } from '../../sdk/src/abi/settlement.gen.ts'
import { testStablecoinAbi } from '../../sdk/src/abi/test-stablecoin.gen.ts'
import { contractErrorCode } from '../../sdk/src/errors.ts'
import type { DocRow, ErrorDoc } from './error-doc.ts'

const ABIS: readonly Abi[] = [
  settlementAbi,
  issuerRegistryAbi,
  seriesRegistryAbi,
  redemptionAbi,
  issuerTreasuryAbi,
  marketMakerDepositsAbi,
  organisationFactoryAbi,
  organisationAbi,
  accountRegistryAbi,
  identityRegistryAbi,
  brakeAbi,
  accessManagerAbi,
  testStablecoinAbi,
]

/** Every error that a call to our contracts may end in. */
export const CONTRACT_ERRORS: Abi = ABIS.flat().filter((item) => item.type === 'error')

/** What people meet most often, in plain words; every other error is told by its name and its values. */
const COMMON: Readonly<Record<string, DocRow>> = {
  INTENTS_BAD_SIGNATURE: [
    'The signature is not the account’s',
    'The signed struct and the sent fields differ, or another key signed.',
    'Sign exactly the struct of GET /api/v1/protocol.',
  ],
  INVALID_ACCOUNT_NONCE: ['The nonce was used', 'Each nonce is good once.', 'Sign with a fresh random nonce key.'],
  ACCOUNTS_BAD_POSSESSION: [
    'The new passkey did not confirm',
    'A passkey that is brought to an account confirms the same struct, so that nobody locks himself out.',
    'Ask the new passkey for an assertion over the digest of the intent and send it as `possession`.',
  ],
  ACCOUNTS_LAST_PASSKEY: [
    'It is the account’s last passkey',
    'An account keeps at least one.',
    'Add another passkey first, or rotate this one.',
  ],
  ORGANISATION_NOT_ENOUGH: [
    'Too few approvals',
    'The action, with what its rule still counts of the last 24 hours, needs more signatures of members.',
    'Let more members approve: the organisation’s rules say how many, and whose.',
  ],
  ORGANISATION_MAY_NOT_SIGN: [
    'The member may not sign',
    'Only operators, approvers, admins and owners sign actions.',
    'Ask an owner for the role.',
  ],
  CASH_INSUFFICIENT: ['Not enough cash', 'The account holds less than is needed.', 'Deposit, or take less.'],
  EXITS_NOT_MATURED: [
    'The exit has not matured',
    'It names the time from which on money may leave.',
    'Wait until then.',
  ],
  EXITS_LAPSED: ['The exit has lapsed', 'It was not used in time.', 'Request it again.'],
  EXITS_OUTFLOW_LIMIT: [
    'The hour’s outflow is used up',
    'Money leaves the core at a bounded pace.',
    'Request an exit, which queues, or try again later.',
  ],
  COUPON_RESALE_LIMIT_REACHED: ['The resale limit is reached', 'The unit cannot change hands again.', 'Redeem it.'],
  COUPON_NOT_OWNER: ['Not your unit', 'Only its owner may do this.', 'Name a unit of yours.'],
  COUPON_IN_MARKET: ['The unit is in the market', 'It must leave first.', 'POST /api/v1/coupons/leave-market.'],
  COUPON_NOT_IN_MARKET: ['The unit is not in the market', 'It must enter first.', 'POST /api/v1/coupons/enter-market.'],
  COUPON_QUOTA_EXCEEDED: [
    'Above the issuer’s quota',
    'Face value times supply is more than the quota leaves.',
    'Propose fewer units, or ask for a better rating.',
  ],
  COUPON_ENDED: ['The unit has ended', 'It was redeemed, refunded or recalled.', 'Nothing is left to do with it.'],
  COUPON_NOT_TRANSFERABLE: [
    'The series does not allow gifts',
    'Units of this series change hands by trades only.',
    'Sell it in the market.',
  ],
  HELD_NOT_REFUNDABLE: [
    'The unit cannot be refunded',
    'Its refund window is over, or it was resold or left the first buyer’s hands.',
    'Redeem it, or sell it.',
  ],
  REDEMPTION_EXPIRED: ['The holder’s consent is over', 'It names a last second.', 'Ask the holder to sign again.'],
  REDEMPTION_STALE_CHANGES: [
    'The unit has changed hands since',
    'The consent was given by an earlier holder.',
    'Ask the holder of today to sign.',
  ],
  REDEMPTION_NOT_APPOINTED: [
    'Not a merchant of this issuer',
    'Only merchants that the issuer appointed may confirm.',
    'The issuer appoints: POST /api/v1/issuers/merchants.',
  ],
  ERC3009_USED_AUTHORIZATION: ['The deposit was used', 'Each authorisation is good once.', 'Sign with a new nonce.'],
  SERIES_QUOTA_EXCEEDED: [
    'Above the issuer’s quota',
    'Face value times supply is more than the quota leaves.',
    'Propose fewer units, or ask for a better rating.',
  ],
  KEYS_BAD_POSSESSION: [
    'The key did not agree',
    'A key other than the account’s own must sign `KeyPossession`.',
    'Send that signature as `possession`.',
  ],
  KEYS_CHANGE_PENDING: ['A change is on its way', 'The slot already waits for one.', 'Let it take effect first.'],
  KEYS_ALREADY_REGISTERED: ['The key index is taken', 'A key stands there already.', 'POST /api/v1/keys/change.'],
  SETTLEMENT_CO_SIGNATURE_EXPIRED: ['The co-signature has run out', 'It is good for 60 seconds.', 'Send it again.'],
  ERC20_INSUFFICIENT_BALANCE: ['Not enough money in the wallet', 'The token refused the transfer.', 'Fund the wallet.'],
  ACCESS_MANAGED_UNAUTHORIZED: ['Not allowed', 'The caller has no role for this.', 'Use an account that has the role.'],
}

/** Every error that our contracts can revert with, by the code under which it is told. */
export function contractDocs(): [code: string, doc: ErrorDoc][] {
  const byCode = new Map<string, ErrorDoc>()
  for (const item of CONTRACT_ERRORS) {
    if (item.type !== 'error') continue
    const code = contractErrorCode(item.name)
    const signature = `${item.name}(${item.inputs.map(({ name, type }) => `${type} ${name ?? ''}`.trim()).join(', ')})`
    byCode.set(code, { ...textOf(code, item.name), happened: `${textOf(code, item.name).happened} ${signature}` })
  }
  return [...byCode].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function textOf(code: string, name: string): ErrorDoc {
  const [title, happened, next] = COMMON[code] ?? [
    wordsOf(name),
    'The contract refused the action and changed nothing; `detail` holds the values.',
    'Correct what the values name and sign anew; the nonce of a failed action is spent.',
  ]
  return { title, happened, next }
}

/** `Exits_NotRequested` -> "Exits: not requested". */
function wordsOf(name: string): string {
  const [component = '', reason] = name.split('_')
  const words = (text: string) => text.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, spaced)
  if (reason === undefined) return words(component)
  return `${component}: ${words(reason.charAt(0).toLowerCase() + reason.slice(1))}`
}

function spaced(_: string, end: string | undefined, start: string, acronym: string, next: string): string {
  return end === undefined ? `${acronym} ${next.toLowerCase()}` : `${end} ${start.toLowerCase()}`
}
