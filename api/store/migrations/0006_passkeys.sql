-- Passkeys that people sign in with: public keys only. What they sign on chain with is the account registry's.
create table app.passkey (
  credential_id text primary key,
  account text not null,
  -- x and y. Once for ever, so that a revoked passkey does not come back under another credential id.
  public_key text not null unique,
  counter bigint not null,
  transports text[] not null,
  -- A singleDevice key never leaves its device; a multiDevice one is synchronised by its provider.
  device_type text not null check (device_type in ('singleDevice', 'multiDevice')),
  label text not null,
  created_at timestamptz not null,
  -- Set by the first sign-in: a registration alone does not show that its maker holds the key.
  last_used_at timestamptz,
  revoked_at timestamptz
);
--> statement-breakpoint
create index passkey_account on app.passkey (account);
--> statement-breakpoint
create table app.webauthn_challenge (
  challenge text primary key,
  purpose text not null check (purpose in ('sign-in', 'registration')),
  -- Of a registration: whose account the passkey is added to; null for one that gives birth to an account.
  account text,
  expires_at timestamptz not null
);
--> statement-breakpoint
create index webauthn_challenge_expires_at on app.webauthn_challenge (expires_at);
