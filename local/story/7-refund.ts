import { carry } from '../play/persona.ts'
import { cashOf, unitOf, unitsOf } from './facts.ts'
import { refusalCode } from './refusal.ts'
import { check, dollars, type Stage } from './stage.ts'

/** 45.00 and the taker's fee of 0.5 %. */
const PAID = 45_225_000n
const REFUNDED = 2

/** A returns the unit it still holds; B, who bought second hand, cannot. */
export async function refund(stage: Stage): Promise<void> {
  const { world, cast, tell, series } = stage
  const { buyerA, buyerB } = cast
  tell.chapter('Refund')
  const [tokenId] = await unitsOf(world, series, buyerA.account.address)
  if (tokenId === undefined) throw new Error('A holds no unit')
  await carry(buyerA, buyerA.session.submitIntent('LeaveMarket', { tokenIds: [tokenId] }))
  check('A’s unit is out of the market', (await unitOf(world, tokenId)).inMarket, false)
  tell.step('A took its unit out of the market at once, with the operator’s co-signature.', { 'token id': tokenId })

  const before = await cashOf(world, buyerA.account.address)
  const refunded = await carry(buyerA, buyerA.session.submitIntent('Refund', { tokenId }))
  check('refunded', (await cashOf(world, buyerA.account.address)) - before, PAID)
  check('status of the unit', (await unitOf(world, tokenId)).status, REFUNDED)
  tell.step('A refunded it inside the window: price and fee came back exactly.', {
    refunded: dollars(PAID),
    transaction: refunded.transaction,
  })

  const [resold] = await unitsOf(world, series, buyerB.account.address)
  if (resold === undefined) throw new Error('B holds no unit')
  await carry(buyerB, buyerB.session.submitIntent('LeaveMarket', { tokenIds: [resold] }))
  const code = await refusalCode(carry(buyerB, buyerB.session.submitIntent('Refund', { tokenId: resold })))
  check('B’s refund', code, 'HELD_NOT_REFUNDABLE')
  tell.step('B cannot: its unit was resold.', { 'token id': resold, code })
  await carry(buyerB, buyerB.session.submitIntent('EnterMarket', { tokenIds: [resold] }))
}
