create table relayer.chain (
  chain_id bigint primary key,
  genesis_hash text not null
);
--> statement-breakpoint
create table relayer.lane (
  chain_id bigint not null,
  address text not null,
  next_nonce bigint not null check (next_nonce >= 0),
  primary key (chain_id, address)
);
--> statement-breakpoint
create table relayer.transaction (
  id bigint generated always as identity primary key,
  chain_id bigint not null,
  lane text not null,
  nonce bigint check (nonce >= 0),
  kind text not null check (kind in ('settlement', 'intents', 'noop')),
  state text not null check (state in ('queued', 'prepared', 'broadcast', 'mined', 'safe', 'final', 'failed')),
  to_address text not null,
  data text not null,
  gas bigint not null check (gas > 0),
  idempotency_key text,
  is_superseded boolean not null default false,
  hash text,
  block_number bigint,
  block_hash text,
  has_succeeded boolean,
  gas_used bigint,
  displaced_at bigint,
  code text,
  detail text,
  created_at timestamptz not null default now(),
  foreign key (chain_id, lane) references relayer.lane (chain_id, address),
  check ((state = 'queued') = (nonce is null)),
  check ((state in ('mined', 'safe', 'final')) = (block_number is not null))
);
--> statement-breakpoint
create unique index transaction_slot on relayer.transaction (chain_id, lane, nonce) where nonce is not null;
--> statement-breakpoint
create unique index transaction_idempotency_key on relayer.transaction (idempotency_key) where not is_superseded;
--> statement-breakpoint
create index transaction_unsettled on relayer.transaction (chain_id, lane, state) where state not in ('final', 'failed');
--> statement-breakpoint
create table relayer.attempt (
  hash text primary key,
  transaction_id bigint not null references relayer.transaction (id),
  nonce bigint not null,
  is_noop boolean not null,
  raw text not null,
  max_fee_per_gas numeric(78, 0) not null,
  max_priority_fee_per_gas numeric(78, 0) not null,
  accepted_at timestamptz,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create index attempt_transaction on relayer.attempt (transaction_id);
--> statement-breakpoint
create table relayer.intent (
  id bigint generated always as identity primary key,
  order_number text not null unique,
  chain_id bigint not null,
  to_address text not null,
  function_name text not null,
  account text not null,
  data text not null,
  gas bigint not null check (gas > 0),
  day integer not null,
  state text not null check (state in ('queued', 'submitted', 'executed', 'failed', 'refused')),
  code text,
  detail text,
  tries integer not null default 0,
  transaction_id bigint references relayer.transaction (id),
  item integer,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create index intent_open on relayer.intent (account, id) where state in ('queued', 'submitted');
--> statement-breakpoint
create index intent_queued on relayer.intent (to_address, id) where state = 'queued';
--> statement-breakpoint
create index intent_transaction on relayer.intent (transaction_id);
--> statement-breakpoint
create table relayer.sponsorship (
  account text not null,
  day integer not null,
  action text not null,
  count integer not null check (count >= 0),
  gas bigint not null check (gas >= 0),
  primary key (account, day, action)
);
