import type { Templates } from '../render.ts'

/** Notices in English. No links, no contacts, nothing secret: a mail is read by whoever gets hold of it. */
export const en: Templates = {
  'order.settled': ({ side, units, series, price, fee }) => ({
    title: side === 'buy' ? 'Bought' : 'Sold',
    text: `You ${side === 'buy' ? 'bought' : 'sold'} ${units} of series ${series} at ${price} each. Fee: ${fee}.`,
  }),
  'order.skipped': ({ side, units, series, price, reason }) => ({
    title: 'A trade was not settled',
    text: `Your ${side} of ${units} of series ${series} at ${price} was skipped (${reason}). Nothing was paid.`,
  }),
  'order.lane_cancelled': ({ lane }) => ({
    title: 'Orders cancelled',
    text: `The open orders of your lane ${lane} were cancelled on chain.`,
  }),
  'order.all_cancelled': () => ({
    title: 'All orders cancelled',
    text: 'All of your open orders were cancelled on chain.',
  }),
  'intent.executed': ({ action, orderNumber }) => ({
    title: 'Done',
    text: `${action} was carried out. Order number: ${orderNumber}.`,
  }),
  'intent.failed': ({ action, orderNumber, reason }) => ({
    title: 'Not carried out',
    text: `${action} was not carried out (${reason}). Order number: ${orderNumber}.`,
  }),
  'money.deposited': ({ amount }) => ({ title: 'Deposit arrived', text: `${amount} was added to your balance.` }),
  'money.withdrawn': ({ amount, recipient }) => ({
    title: 'Withdrawal sent',
    text: `${amount} was sent to ${recipient}.`,
  }),
  'money.received': ({ amount, sender }) => ({
    title: 'Money received',
    text: `You received ${amount} from ${sender}.`,
  }),
  'coupon.redeemed': ({ series }) => ({
    title: 'Coupon redeemed',
    text: `Your coupon of series ${series} was redeemed.`,
  }),
  'coupon.refunded': ({ series, amount }) => ({
    title: 'Coupon refunded',
    text: `Your coupon of series ${series} was refunded: ${amount}.`,
  }),
  'coupon.recalled': ({ series, amount }) => ({
    title: 'Coupon recalled',
    text: `Your coupon of series ${series} was recalled; you were paid ${amount}.`,
  }),
  'coupon.expiring': ({ units, series, expiresAt }) => ({
    title: 'Coupons expire soon',
    text: `Your ${units} of series ${series} can be redeemed until ${expiresAt}.`,
  }),
  'organisation.approval_needed': ({ organisation, deadlineAt }) => ({
    title: 'An approval is waited for',
    text: `An action of organisation ${organisation} waits for approvals until ${deadlineAt}.`,
  }),
  'organisation.executed': ({ organisation, nonce }) => ({
    title: 'An action was carried out',
    text: `Action ${nonce} of organisation ${organisation} was approved and carried out.`,
  }),
  'security.signed_in': ({ device, method }) => ({
    title: 'New sign-in',
    text: `Your account was signed in to by ${method} on “${device}”. If it was not you, end that session at once.`,
  }),
  'security.passkey_added': ({ label }) => ({
    title: 'New passkey',
    text: `The passkey “${label}” can sign in to your account now. If it is not yours, revoke it at once.`,
  }),
  'security.api_key_added': ({ label }) => ({
    title: 'New API key',
    text: `The API key “${label}” was registered for your account. If it is not yours, revoke it at once.`,
  }),
  'security.trading_key_added': ({ key }) => ({
    title: 'New trading key',
    text: `The key ${key} can sign orders of your account now. If it is not yours, revoke it at once.`,
  }),
  'security.signer_changed': ({ change }) => ({
    title: 'Signers of your account changed',
    text: `The account registry announced: ${change}. If it was not you, act at once.`,
  }),
  'security.exit_requested': ({ maturesAt }) => ({
    title: 'Exit requested',
    text: `An exit of your account was requested; money can be taken out from ${maturesAt}.`,
  }),
  'account.frozen': () => ({
    title: 'Account frozen',
    text: 'Your account was frozen by compliance. You can see the case number in your account.',
  }),
  'account.unfrozen': () => ({ title: 'Account released', text: 'Your account is no longer frozen.' }),
  'maker.suspension_proposed': ({ days }) => ({
    title: 'Suspension proposed',
    text: `Your obligations were not met on ${days} days in a row; a suspension as market maker was proposed.`,
  }),
  'maker.state_changed': ({ state }) => ({
    title: 'Market maker state',
    text: `Your state as market maker is now: ${state}.`,
  }),
  'channel.disabled': ({ channel }) => ({
    title: 'We cannot reach you',
    text: `Messages by ${channel} are refused by your provider and were switched off.`,
  }),
  'webhook.disabled': ({ host }) => ({
    title: 'Webhook switched off',
    text: `Your endpoint at ${host} failed for days, or asked for no more messages, and was switched off.`,
  }),
}
