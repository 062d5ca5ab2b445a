-- Where a session was opened from, as a keyed hash of the network; no address is kept.
alter table app.session add column network_hash text;
--> statement-breakpoint
-- Decisions of the risk rules, with what they were made of: numbers and hashes only, so that anybody who may can make them again.
create table app.risk_decision (
  seq bigint primary key generated always as identity,
  at timestamptz not null,
  action text not null check (action in ('withdrawal', 'sign-in', 'order')),
  account text not null,
  -- Order number of a withdrawal.
  subject text,
  decision text not null check (decision in ('allow', 'step-up', 'hold', 'block')),
  -- Rule and what it asked for.
  reasons jsonb not null,
  facts jsonb not null,
  facts_digest text not null,
  rules_version integer not null,
  settings jsonb not null,
  amount_usdc6 bigint not null,
  -- Keyed hash of where the money goes.
  destination_hash text
);
--> statement-breakpoint
create index risk_decision_account on app.risk_decision (account, action, at);
--> statement-breakpoint
-- A held withdrawal that an officer let go.
create table app.risk_release (
  decision_seq bigint primary key references app.risk_decision (seq),
  officer text not null,
  at timestamptz not null
);
--> statement-breakpoint
create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'app.% only grows', tg_table_name;
end $$;
--> statement-breakpoint
create trigger risk_decision_only_grows before update or delete or truncate on app.risk_decision
  for each statement execute function app.refuse_change();
--> statement-breakpoint
create trigger risk_release_only_grows before update or delete or truncate on app.risk_release
  for each statement execute function app.refuse_change();
