import { type ContractWords, call, date, duration, money, text } from './words.ts'

export const seriesRegistry: ContractWords = {
  contract: 'SeriesRegistry',
  title: 'Genex Series Registry',
  intents: {
    approve: 'Approve a coupon series',
    closeSupply: 'End the sale of a coupon series',
    closeSupplyBySig: 'End the sale of a coupon series',
    createSeries: 'Propose a coupon series',
    createSeriesBySig: 'Propose a coupon series',
    executeIntents: 'Carry signed actions',
    reject: 'Reject a coupon series',
    setAtRisk: 'Mark a coupon series as at risk, or not',
    setAuthority: 'Replace the access manager',
    CreateSeries: 'Propose a coupon series',
    CloseSupply: 'End the sale of a coupon series',
  },
  values: {
    face: money('Face value of a unit'),
    issuePrice: money('Issuer’s net price of a unit'),
    supply: text('Units'),
    expiry: date('Redeemable until'),
    refundWindow: duration('Refund window'),
    resaleLimit: text('Resales of a unit at most'),
    security: text('Security'),
    transferable: text('Transferable'),
    termsHash: text('Hash of the terms'),
    metadataUri: text('Description at'),
    atRisk: text('At risk'),
    calls: call('Action', '@.to'),
  },
}
