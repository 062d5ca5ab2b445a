import { redemptionTypedData } from '../../sdk/src/typed-data/authorizations.ts'
import { carry, chainTimeSec, place } from '../play/persona.ts'
import { cashOf, unitOf, unitsOf } from './facts.ts'
import { check, dollars, type Stage } from './stage.ts'

/** Price of the first sale less the issuance fee of 1.2 %. */
const NET_PRICE = 44_460_000n
const VALID_SEC = 300
const REDEEMED = 1

/** C redeems at a merchant; the unit ends, the issuer is paid. */
export async function redeem(stage: Stage): Promise<void> {
  const { world, cast, tell, series } = stage
  const { issuer, merchant, buyerC } = cast
  tell.chapter('Redemption')
  await carry(
    issuer,
    issuer.session.submitIntent('SetMerchant', { merchant: merchant.account.address, appointed: true }),
  )
  const [tokenId] = await unitsOf(world, series, buyerC.account.address)
  if (tokenId === undefined) throw new Error('C holds no unit')
  const { changes } = await unitOf(world, tokenId)
  const before = await cashOf(world, issuer.account.address)

  const expiry = (await chainTimeSec(world)) + VALID_SEC
  const authorization = { tokenId, changes, merchant: merchant.account.address, expiry }
  const domain = buyerC.session.protocol.domains.redemption
  const holderSignature = await buyerC.account.signTypedData(redemptionTypedData(domain, authorization))
  const confirmation = merchant.session.submitIntent(
    'ConfirmRedemption',
    { tokenId },
    { authorization, holderSignature },
  )
  const confirmed = await carry(merchant, confirmation)

  check('status of the unit', (await unitOf(world, tokenId)).status, REDEEMED)
  check('paid to the issuer', (await cashOf(world, issuer.account.address)) - before, NET_PRICE)
  tell.step('C signed one authorisation, the merchant confirmed it: the unit is burned and the issuer is paid.', {
    'token id': tokenId,
    'to the issuer': dollars(NET_PRICE),
    'order number': confirmed.orderNumber,
    transaction: confirmed.transaction,
  })

  const flags = { side: 'sell' } as const
  const placed = await place(world, buyerC, {
    series,
    price: 46_000_000n,
    quantity: 1,
    lane: 6,
    unitId: tokenId,
    flags,
  })
  check('a redeemed unit', placed.status, 'rejected')
  tell.step('The redeemed unit cannot be sold.', { code: placed.code })
}
