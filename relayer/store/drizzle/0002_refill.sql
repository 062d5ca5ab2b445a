alter table relayer.transaction add column value numeric(78, 0) not null default 0 check (value >= 0);
--> statement-breakpoint
alter table relayer.transaction drop constraint transaction_kind_check;
--> statement-breakpoint
alter table relayer.transaction add constraint transaction_kind_check check (kind in ('settlement', 'intents', 'noop', 'refill'));
