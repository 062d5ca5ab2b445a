create table app.api_key (
  id text primary key,
  account text not null,
  -- Unique for ever, also of revoked keys: a consent that was used registers nothing again.
  public_key text not null unique,
  label text not null,
  scopes text[] not null,
  ip_allow_list text[] not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  -- The account's signature over the grant and the second in which it was signed: who consented can be shown later.
  issued_at timestamptz not null,
  consent text not null
);
--> statement-breakpoint
create index api_key_account on app.api_key (account);
