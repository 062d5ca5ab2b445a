create table payments.purchase (
  id uuid primary key,
  account text not null,
  method text not null check (method in ('card', 'crypto', 'any')),
  pay_usdc6 bigint not null check (pay_usdc6 > 0),
  rate_e8 bigint not null check (rate_e8 > 0),
  receive_usdc6 bigint not null check (receive_usdc6 > 0),
  locked_until timestamptz not null,
  signed_order jsonb,
  signed_return jsonb,
  state text not null,
  state_since timestamptz not null,
  due_at timestamptz,
  failures integer not null default 0,
  provider text,
  refused_by text[] not null default '{}',
  checkout_id text,
  checkout_url text,
  payment_id text,
  attempt integer not null default 0,
  taken_usdc6 bigint not null default 0,
  refunded_usdc6 bigint not null default 0,
  delivered_usdc6 bigint not null default 0,
  returned_usdc6 bigint not null default 0,
  filled_units integer not null default 0,
  reason text,
  order_number text,
  delivery_number text,
  created_at timestamptz not null,
  ended_at timestamptz,
  unique (provider, checkout_id)
);
--> statement-breakpoint
create index purchase_due on payments.purchase (due_at) where due_at is not null;
--> statement-breakpoint
create index purchase_account on payments.purchase (account, created_at desc);
--> statement-breakpoint
create table payments.posting (
  purchase_id uuid not null references payments.purchase (id),
  kind text not null,
  leg integer not null,
  account text not null,
  asset text not null check (asset in ('USD', 'USDC')),
  amount numeric(78, 0) not null,
  at timestamptz not null,
  primary key (purchase_id, kind, leg)
);
--> statement-breakpoint
create index posting_account on payments.posting (account, asset);
--> statement-breakpoint
create table payments.audit (
  id bigint generated always as identity primary key,
  purchase_id uuid not null references payments.purchase (id),
  kind text not null,
  detail jsonb not null,
  at timestamptz not null
);
--> statement-breakpoint
create table payments.provider_event (
  provider text not null,
  event_id text not null,
  type text not null,
  purchase_id uuid,
  received_at timestamptz not null,
  primary key (provider, event_id)
);
