create table relayer.sponsor_policy (
  tenant text not null,
  action text not null,
  account_intents integer check (account_intents >= 0),
  account_gas bigint check (account_gas >= 0),
  tenant_intents integer check (tenant_intents >= 0),
  tenant_gas bigint check (tenant_gas >= 0),
  primary key (tenant, action)
);
--> statement-breakpoint
create table relayer.sponsorship_use (
  tenant text not null,
  account text not null,
  day integer not null,
  action text not null,
  intents integer not null check (intents >= 0),
  gas bigint not null check (gas >= 0),
  primary key (tenant, account, day, action)
);
--> statement-breakpoint
insert into relayer.sponsorship_use select 'genex', account, day, action, count, gas from relayer.sponsorship;
--> statement-breakpoint
drop table relayer.sponsorship;
--> statement-breakpoint
alter table relayer.intent add column tenant text not null default 'genex';
