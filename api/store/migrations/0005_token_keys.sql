-- Keys that sign access tokens. The private part is sealed under a key made of JWT_SECRET: a copy of the table signs nothing.
create table app.token_key (
  kid text primary key,
  public_jwk jsonb not null,
  sealed_private text not null,
  signs_from timestamptz not null,
  signs_until timestamptz not null
);
--> statement-breakpoint
alter table app.session
  add column device text not null default 'unnamed',
  add column method text not null default 'wallet',
  -- Thumbprint (RFC 7638) of the key that every request and refresh of this session must be proven with (DPoP, RFC 9449).
  add column key_thumbprint text,
  add column authenticated_at timestamptz not null default now(),
  add column last_used_at timestamptz not null default now();
--> statement-breakpoint
-- Proofs that were used. Unlogged: what a crash forgets is older than a proof may be, once the server is back.
create unlogged table app.dpop_proof (
  hash text primary key,
  expires_at timestamptz not null
);
--> statement-breakpoint
create index dpop_proof_expires_at on app.dpop_proof (expires_at);
