-- Sign-up by a contact that a one-time code proves. Contacts are sealed, under a key that lies wrapped beside each, or keyed hashes.
create table app.message_outbox (
  id uuid primary key,
  kind text not null check (kind in ('sms', 'email')),
  sealed text not null,
  created_at timestamptz not null
);
--> statement-breakpoint
create index message_outbox_created_at on app.message_outbox (created_at);
--> statement-breakpoint
-- The one open code of a contact.
create table app.one_time_code (
  tag text primary key,
  code_hash text not null,
  attempts integer not null default 0,
  expires_at timestamptz not null
);
--> statement-breakpoint
create index one_time_code_expires_at on app.one_time_code (expires_at);
--> statement-breakpoint
-- How often a contact or an address was used since its span began; in the database so that all processes count together.
create table app.code_budget (
  subject text primary key,
  used integer not null,
  starts_at timestamptz not null
);
--> statement-breakpoint
create index code_budget_starts_at on app.code_budget (starts_at);
--> statement-breakpoint
-- A proven contact on its way to an account: a ticket, then bound to a passkey, then registered in the address map or withheld.
create table app.sign_up (
  id uuid primary key,
  kind text not null check (kind in ('phone', 'email')),
  -- The contact; gone when it is settled.
  sealed text,
  ticket_hash text unique,
  expires_at timestamptz not null,
  -- A claim that is dropped before its first sign-in takes its contact with it.
  credential_id text unique references app.passkey (credential_id) on delete cascade,
  tried_at timestamptz,
  outcome text check (outcome in ('registered', 'withheld')),
  check ((outcome is null) = (sealed is not null))
);
--> statement-breakpoint
create index sign_up_open on app.sign_up (tried_at nulls first) where outcome is null;
