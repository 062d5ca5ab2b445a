import { TOKEN_ID } from './shared-values.ts'
import { address, type ContractWords, call, date, text } from './words.ts'

export const redemption: ContractWords = {
  contract: 'Redemption',
  title: 'Genex Redemption',
  intents: {
    confirm: 'As merchant: confirm a redemption',
    confirmBySig: 'As merchant: confirm a redemption',
    executeIntents: 'Carry signed actions',
    setMerchant: 'As issuer: appoint or dismiss a merchant',
    setMerchantBySig: 'As issuer: appoint or dismiss a merchant',
    SetMerchant: 'As issuer: appoint or dismiss a merchant',
    ConfirmRedemption: 'As merchant: confirm a redemption',
    RedemptionAuthorization: 'Redeem a coupon unit',
  },
  values: {
    tokenId: TOKEN_ID,
    changes: text('Resales of the unit so far'),
    expiry: date('Valid until'),
    'authorization.expiry': date('Holder’s consent valid until'),
    appointed: text('Appointed'),
    'SetMerchant.account': address('Issuer'),
    'setMerchantBySig.auth.account': address('Issuer'),
    calls: call('Action', '@.to'),
  },
}
