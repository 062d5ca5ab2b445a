create table app.quote (
  id uuid primary key,
  account text not null,
  pay text not null,
  pay_usdc6 bigint not null check (pay_usdc6 > 0),
  rate_e8 bigint not null check (rate_e8 > 0),
  receive_usdc6 bigint not null check (receive_usdc6 > 0),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
--> statement-breakpoint
create index quote_account on app.quote (account, expires_at);
--> statement-breakpoint
create index quote_expires_at on app.quote (expires_at);
