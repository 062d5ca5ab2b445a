-- A contact and what its commitment hides, sealed under the person's data key (app.data_key).
create table address_map.contact (
  user_commitment text primary key,
  user_id text not null,
  kind text not null check (kind in ('phone', 'email')),
  -- HMAC of the contact; gone when the mapping was ended or the contact shredded.
  tag text unique,
  sealed_contact text,
  sealed_salt text,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create index contact_user on address_map.contact (user_id);
--> statement-breakpoint
-- What the signers are being asked for, written before they are: after a kill the same record is asked for again, never another.
create table address_map.proposal (
  user_commitment text primary key references address_map.contact on delete cascade,
  record jsonb not null,
  authorization_ jsonb,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create table address_map.record (
  position bigint primary key,
  user_commitment text not null,
  version bigint not null,
  account text not null,
  guardian text not null,
  previous text not null,
  issued_at bigint not null,
  withdrawals_from bigint not null,
  signatures jsonb not null,
  place text,
  unique (user_commitment, version)
);
--> statement-breakpoint
create index record_account on address_map.record (account);
--> statement-breakpoint
create index record_unplaced on address_map.record (position) where place is null;
--> statement-breakpoint
-- Roots of complete subtrees, so that proofs need a handful of rows.
create table address_map.node (
  level smallint not null,
  index bigint not null,
  hash text not null,
  primary key (level, index)
);
--> statement-breakpoint
create table address_map.checkpoint (
  size bigint primary key,
  root text not null,
  issued_at bigint not null,
  signature text not null
);
--> statement-breakpoint
-- How often an account asked for contacts on a day, and how often nobody was found.
create table address_map.lookup (
  account text not null,
  day date not null,
  asked integer not null,
  missed integer not null,
  primary key (account, day)
);
