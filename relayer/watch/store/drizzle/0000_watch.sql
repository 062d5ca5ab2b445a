create table watch.obligation_terms (
  series integer not null check (series > 0),
  account text not null,
  version integer not null check (version > 0),
  from_ms bigint not null,
  until_ms bigint,
  max_spread_bps integer not null check (max_spread_bps between 1 and 20000),
  min_depth_units bigint not null check (min_depth_units > 0),
  min_uptime_bps integer not null check (min_uptime_bps between 0 and 10000),
  max_response_ms bigint not null check (max_response_ms >= 0),
  created_at timestamptz not null default now(),
  primary key (series, account, version)
);
--> statement-breakpoint
create table watch.account_owner (
  id bigint generated always as identity primary key,
  account text not null,
  owner text not null,
  from_ms bigint not null,
  created_at timestamptz not null default now(),
  unique (account, from_ms)
);
--> statement-breakpoint
create table watch.obligation_report (
  day date not null,
  series integer not null,
  account text not null,
  terms_version integer not null,
  is_final boolean not null,
  is_met boolean not null,
  report jsonb not null,
  hash text not null,
  primary key (day, series, account, terms_version)
);
--> statement-breakpoint
create index obligation_report_account on watch.obligation_report (account, day);
--> statement-breakpoint
create table watch.alert (
  seq bigint generated always as identity primary key,
  id text not null unique,
  kind text not null check (kind in ('spoofing', 'layering', 'wash-trading', 'momentum-ignition')),
  series bigint not null,
  accounts text[] not null,
  alert jsonb not null,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create index alert_accounts on watch.alert using gin (accounts);
--> statement-breakpoint
create function watch.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end
$$;
--> statement-breakpoint
create trigger alert_append_only before update or delete or truncate on watch.alert
  for each statement execute function watch.refuse_change();
--> statement-breakpoint
create trigger terms_append_only before update or delete or truncate on watch.obligation_terms
  for each statement execute function watch.refuse_change();
--> statement-breakpoint
create trigger owner_append_only before update or delete or truncate on watch.account_owner
  for each statement execute function watch.refuse_change();
--> statement-breakpoint
create function watch.refuse_final_change() returns trigger language plpgsql as $$
begin
  if old.is_final then
    raise exception 'the report of a day that is over is final';
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger report_final before update or delete on watch.obligation_report
  for each row execute function watch.refuse_final_change();
