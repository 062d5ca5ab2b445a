/** Every table of the index, by domain; ponder reads them from this one file. Times are unix seconds, amounts six-decimal money. */
export {
  accessOperation,
  accessTarget,
  brake,
  brakeChange,
  restrictedFunction,
  role,
  roleChange,
  roleMember,
  settingChange,
} from './schema/access.ts'
export {
  account,
  changeRequest,
  identityChange,
  intentResult,
  lane,
  orderCancel,
  tradingKey,
} from './schema/accounts.ts'
export {
  coupon,
  couponOperator,
  couponTransfer,
  issuer,
  issuerChange,
  marketMove,
  recall,
  redemption,
  redemptionConfirmation,
  refund,
  series,
} from './schema/coupons.ts'
export { ledgerBalance, posting, trialBalance, unbalancedEntry } from './schema/ledger.ts'
export { batch, candle, exitRequest, fill, merchant, operatorSign, settlement, skip, trade } from './schema/market.ts'
export {
  breakage,
  cashTransfer,
  deposit,
  feeCollection,
  guaranteeMove,
  heldDay,
  makerDeposit,
  makerDepositChange,
  release,
  tokenAllowance,
  tokenAuthorization,
  tokenBalance,
  tokenTransfer,
  withdrawal,
} from './schema/money.ts'
export {
  organisation,
  organisationAction,
  organisationApproval,
  organisationMember,
  organisationRule,
} from './schema/organisations.ts'
export { passkey, passkeyAccount, passkeyChange } from './schema/passkeys.ts'
export { sessionEnd, sessionKey, sessionUse } from './schema/sessions.ts'
