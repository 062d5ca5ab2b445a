/** Words that the API and the payments share about a purchase. */
export const PURCHASE_METHODS = ['card', 'crypto', 'any'] as const

/** In the order of a purchase that goes well; then the ways back; then the ends. */
export const PURCHASE_STATES = [
  'opening',
  'checkout',
  'checking',
  'capturing',
  'delivering',
  'ordering',
  'settling',
  'releasing',
  'returning',
  'refunding',
  'held',
  'completed',
  'refunded',
  'cancelled',
] as const
export type PurchaseState = (typeof PURCHASE_STATES)[number]
