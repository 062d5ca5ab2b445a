-- Proofs that were given in a session after its sign-in.
create table app.session_proof (
  session_id uuid not null references app.session (id) on delete cascade,
  kind text not null check (kind in ('wallet', 'passkey', 'totp', 'otp')),
  -- Digest of the one operation that it was given for; empty for whatever a proof of these minutes may do.
  operation text not null default '',
  at timestamptz not null,
  primary key (session_id, kind, operation)
);
--> statement-breakpoint
alter table app.webauthn_challenge add column operation text not null default '';
--> statement-breakpoint
alter table app.webauthn_challenge drop constraint webauthn_challenge_purpose_check;
--> statement-breakpoint
alter table app.webauthn_challenge add constraint webauthn_challenge_purpose_check
  check (purpose in ('sign-in', 'registration', 'step-up'));
