-- Calls that members of an organisation propose, until enough of them signed. No personal data.
create table app.organisation_draft (
  digest text primary key,
  organisation text not null,
  target text not null,
  data text not null,
  nonce numeric(78) not null,
  deadline_sec bigint not null,
  proposed_by text not null,
  created_at timestamptz not null,
  -- Once it is carried: what the relayer calls it.
  order_number text
);
--> statement-breakpoint
create index organisation_draft_organisation on app.organisation_draft (organisation, created_at);
--> statement-breakpoint
create table app.organisation_draft_approval (
  digest text not null references app.organisation_draft on delete cascade,
  organisation text not null,
  member text not null,
  signature text not null,
  created_at timestamptz not null,
  primary key (digest, member)
);
--> statement-breakpoint
-- Whoever reads or writes these tables for a request does so as this role, which sees one organisation: a query that forgets to ask
-- for it finds nothing. It is the server's, not the database's: another database may be making it at the same moment. Where the
-- service's own user may not make roles, an administrator makes it and grants it to that user before.
do $$ begin
  begin
    if not exists (select from pg_roles where rolname = 'genex_tenant') then create role genex_tenant nologin; end if;
  exception when duplicate_object or unique_violation then null;
  end;
  if not pg_has_role(current_user, 'genex_tenant', 'member') then execute 'grant genex_tenant to current_user'; end if;
end $$;
--> statement-breakpoint
grant usage on schema app to genex_tenant;
--> statement-breakpoint
grant select, insert, update on app.organisation_draft, app.organisation_draft_approval to genex_tenant;
--> statement-breakpoint
alter table app.organisation_draft enable row level security;
--> statement-breakpoint
alter table app.organisation_draft_approval enable row level security;
--> statement-breakpoint
create policy one_organisation on app.organisation_draft to genex_tenant
  using (organisation = current_setting('genex.organisation', true))
  with check (organisation = current_setting('genex.organisation', true));
--> statement-breakpoint
create policy one_organisation on app.organisation_draft_approval to genex_tenant
  using (organisation = current_setting('genex.organisation', true))
  with check (organisation = current_setting('genex.organisation', true));
