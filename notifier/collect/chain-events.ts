import type { NoticeKind } from '../../kit/notices/kinds.ts'

interface ChainEvent {
  kind: NoticeKind
  table: string
  account: string
  /** SQL of a JSON object. */
  parameters: string
  where?: string
  /** Tells notices of one row apart. */
  suffix?: string
}

const json = (fields: Record<string, string>) =>
  `jsonb_build_object(${Object.entries(fields).flatMap(([name, value]) => [`'${name}'`, value])})`
const usdc6 = (column: string) => `${column}::text`
/** tokenId = series << 32 | serial. */
const series = 'div(token_id, 4294967296)::bigint'

/** Rows of the index that stand for one log each, and what they tell whom. */
const EVENTS: readonly ChainEvent[] = [
  {
    kind: 'order.settled',
    table: 'fill',
    account: 'account',
    parameters: json({
      side: 'side',
      series: 'series',
      units: 'units',
      priceUsdc6: usdc6('price_usdc6'),
      feeUsdc6: usdc6('fee_usdc6'),
    }),
  },
  ...(['buy', 'sell'] as const).map(
    (side): ChainEvent => ({
      kind: 'order.skipped',
      table: 'skip',
      account: side === 'buy' ? 'buyer' : 'seller',
      // Who is not to blame gets the place in the queue back, and no notice.
      where: `failing_side in ('${side}', 'both')`,
      suffix: side,
      parameters: json({
        side: `'${side}'`,
        series: 'series',
        units: 'units',
        priceUsdc6: usdc6('price_usdc6'),
        reason: 'code',
      }),
    }),
  ),
  {
    kind: 'order.lane_cancelled',
    table: 'order_cancel',
    account: 'account',
    where: 'lane is not null',
    parameters: json({ lane: 'lane' }),
  },
  {
    kind: 'order.all_cancelled',
    table: 'order_cancel',
    account: 'account',
    where: 'lane is null',
    parameters: json({}),
  },
  {
    kind: 'money.deposited',
    table: 'deposit',
    account: 'account',
    parameters: json({ amountUsdc6: usdc6('amount_usdc6') }),
  },
  {
    kind: 'money.withdrawn',
    table: 'withdrawal',
    account: 'account',
    parameters: json({ amountUsdc6: usdc6('amount_usdc6'), recipient: 'recipient' }),
  },
  {
    kind: 'money.received',
    table: 'cash_transfer',
    account: '"to"',
    parameters: json({ amountUsdc6: usdc6('amount_usdc6'), sender: '"from"' }),
  },
  { kind: 'coupon.redeemed', table: 'redemption', account: 'account', parameters: json({ series }) },
  {
    kind: 'coupon.refunded',
    table: 'refund',
    account: 'account',
    parameters: json({ series, amountUsdc6: usdc6('(price_usdc6 + buyer_fee_usdc6)') }),
  },
  {
    kind: 'coupon.recalled',
    table: 'recall',
    account: 'account',
    parameters: json({ series, amountUsdc6: usdc6('paid_usdc6') }),
  },
  {
    kind: 'security.signer_changed',
    table: 'passkey_change',
    account: 'account',
    where: `change <> 'deployed'`,
    parameters: json({ change: 'change' }),
  },
  {
    kind: 'security.exit_requested',
    table: 'exit_request',
    account: 'account',
    parameters: json({ maturesAt: 'matures_at' }),
  },
  {
    kind: 'account.frozen',
    table: 'identity_change',
    account: 'account',
    where: `change = 'frozen'`,
    parameters: json({}),
  },
  {
    kind: 'account.unfrozen',
    table: 'identity_change',
    account: 'account',
    where: `change = 'unfrozen'`,
    parameters: json({}),
  },
  {
    kind: 'maker.state_changed',
    table: 'identity_change',
    account: 'account',
    where: `change = 'market_maker'`,
    parameters: json({ state: 'market_maker_state' }),
  },
]

/** Selects of the notices of the blocks above $2 up to $3 on chain $1; `$schema` stands for the index's views. */
export const CHAIN_EVENT_SELECTS: readonly string[] = [
  ...EVENTS.map(selectOf),
  // One notice for each member: whoever approved sees what became of it.
  `select m.member as account, 'chain:' || a.id as source_key, 'organisation.executed' as kind,
    jsonb_build_object('organisation', a.organisation, 'nonce', a.nonce::text) as parameters,
    to_timestamp(a.recorded_at) as occurred_at
   from $schema.organisation_action a
   join $schema.organisation_member m on m.chain_id = a.chain_id and m.organisation = a.organisation and m.role <> 'none'
   where a.chain_id = $1 and a.block_number > $2 and a.block_number <= $3`,
]

/** The same of trading keys, whose rows tell their time and not their block: those of the seconds above $2 up to $3. */
export const TRADING_KEY_SELECT = `select account,
    'key:' || chain_id || ':' || account || ':' || index || ':' || registered_at as source_key,
    'security.trading_key_added' as kind, jsonb_build_object('key', key) as parameters,
    to_timestamp(registered_at) as occurred_at
  from $schema.trading_key where chain_id = $1 and registered_at > $2 and registered_at <= $3`

function selectOf({ kind, table, account, parameters, where, suffix }: ChainEvent): string {
  const key = suffix === undefined ? `'chain:' || id` : `'chain:' || id || ':${suffix}'`
  return `select ${account} as account, ${key} as source_key, '${kind}' as kind, ${parameters} as parameters,
      to_timestamp(recorded_at) as occurred_at
    from $schema.${table}
    where chain_id = $1 and block_number > $2 and block_number <= $3${where === undefined ? '' : ` and ${where}`}`
}
