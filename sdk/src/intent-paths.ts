import type { IntentName } from './typed-data/intents.ts'

/** Where the API takes each signed intent, below /api/v1. */
export const INTENT_PATHS = {
  RegisterKey: '/keys',
  RequestKeyChange: '/keys/change',
  RequestCancel: '/orders/on-chain-cancel',
  RequestCancelAll: '/orders/on-chain-cancel-all',
  RequestExit: '/exits',
  Withdraw: '/withdrawals',
  WithdrawTo: '/withdrawals/to',
  TransferCash: '/transfers',
  EnterMarket: '/coupons/enter-market',
  LeaveMarket: '/coupons/leave-market',
  Refund: '/coupons/refunds',
  TransferUnit: '/coupons/transfers',
  ApplyAsIssuer: '/issuers/applications',
  CreateSeries: '/series',
  CloseSupply: '/series/close',
  SetMerchant: '/issuers/merchants',
  ConfirmRedemption: '/coupons/redemptions',
  WithdrawGuarantee: '/issuers/guarantee-withdrawals',
  RequestMakerWithdrawal: '/mm/withdrawal-requests',
  WithdrawMakerDeposit: '/mm/withdrawals',
} as const satisfies Record<IntentName, string>
