create table watch.suspension_proposal (
  seq bigint generated always as identity primary key,
  id text not null unique,
  account text not null,
  proposal jsonb not null,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create index suspension_proposal_account on watch.suspension_proposal (account);
--> statement-breakpoint
create trigger suspension_proposal_append_only before update or delete or truncate on watch.suspension_proposal
  for each statement execute function watch.refuse_change();
