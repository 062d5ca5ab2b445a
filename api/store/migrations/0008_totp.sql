-- One-time codes of an authenticator app (RFC 6238). The secret is sealed under a key that lies wrapped beside it.
create table app.totp (
  account text primary key,
  sealed text not null,
  created_at timestamptz not null,
  -- Set by the first right code; until then it proves nothing.
  confirmed_at timestamptz,
  -- The newest time step whose code was taken: it and all before are over.
  last_step bigint,
  -- Tries since the span began, and wrong ones in a row.
  attempts integer not null default 0,
  attempts_from timestamptz not null,
  failures integer not null default 0
);
--> statement-breakpoint
-- Codes for the day the app is lost: keyed hashes, each gone with its use.
create table app.recovery_code (
  account text not null references app.totp (account) on delete cascade,
  hash text not null,
  primary key (account, hash)
);
