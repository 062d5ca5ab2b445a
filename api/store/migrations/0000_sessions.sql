create table app.siwe_nonce (
  nonce text primary key,
  expires_at timestamptz not null
);
--> statement-breakpoint
create index siwe_nonce_expires_at on app.siwe_nonce (expires_at);
--> statement-breakpoint
create table app.session (
  id uuid primary key,
  account text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  revoked_reason text
);
--> statement-breakpoint
create index session_account on app.session (account);
--> statement-breakpoint
create table app.refresh_token (
  hash text primary key,
  session_id uuid not null references app.session (id) on delete cascade,
  expires_at timestamptz not null,
  spent_at timestamptz
);
--> statement-breakpoint
create index refresh_token_session on app.refresh_token (session_id);
--> statement-breakpoint
create table app.idempotency (
  account text not null,
  key text not null,
  request_hash text not null,
  claimed_at timestamptz not null default now(),
  status integer,
  body text,
  primary key (account, key)
);
--> statement-breakpoint
create index idempotency_claimed_at on app.idempotency (claimed_at);
