-- What people are told, and what became of it. Accounts in lower case. Contacts are not here: they are read when something is sent.

-- How far the sources were read.
create table notify.cursor (
  source text primary key,
  position bigint not null
);
--> statement-breakpoint
-- Notices of the services, written in the transaction of what they are about and taken away by the notifier.
create table notify.outbox (
  seq bigint generated always as identity primary key,
  source_key text not null,
  account text not null,
  kind text not null,
  parameters jsonb not null,
  occurred_at timestamptz not null,
  unique (source_key, account)
);
--> statement-breakpoint
create table notify.notification (
  -- Of source key and account: an event has the same id whenever it is read.
  id uuid primary key,
  -- Given under one lock, so that the order of numbers is that of commits and nobody who follows them misses one.
  seq bigint generated always as identity unique,
  account text not null,
  kind text not null,
  source_key text not null,
  parameters jsonb not null,
  occurred_at timestamptz not null,
  created_at timestamptz not null default now(),
  read_at timestamptz,
  -- When its deliveries were made.
  routed_at timestamptz
);
--> statement-breakpoint
create index notification_account on notify.notification (account, seq);
--> statement-breakpoint
create index notification_unread on notify.notification (account, seq) where read_at is null;
--> statement-breakpoint
create index notification_unrouted on notify.notification (seq) where routed_at is null;
--> statement-breakpoint
create index notification_created_at on notify.notification (created_at);
--> statement-breakpoint
create table notify.settings (
  account text primary key,
  language text not null default 'en' check (language in ('en', 'zh', 'ja')),
  time_zone text not null default 'UTC',
  -- Minutes of the day in that zone between which only what is mandatory is sent.
  quiet_from integer check (quiet_from between 0 and 1439),
  quiet_until integer check (quiet_until between 0 and 1439),
  check ((quiet_from is null) = (quiet_until is null))
);
--> statement-breakpoint
-- Where a reader chose other than the default.
create table notify.preference (
  account text not null,
  kind text not null,
  channel text not null check (channel in ('email', 'sms', 'push')),
  is_on boolean not null,
  primary key (account, kind, channel)
);
--> statement-breakpoint
-- Channels whose contact refused for good.
create table notify.disabled_channel (
  account text not null,
  channel text not null,
  disabled_at timestamptz not null,
  primary key (account, channel)
);
--> statement-breakpoint
create table notify.push_subscription (
  id uuid primary key,
  account text not null,
  -- SHA-256 of the endpoint: a browser that subscribes again replaces its row.
  endpoint_hash text not null unique,
  sealed text not null,
  created_at timestamptz not null
);
--> statement-breakpoint
create index push_subscription_account on notify.push_subscription (account);
--> statement-breakpoint
create table notify.endpoint (
  id uuid primary key,
  account text not null,
  url text not null,
  -- Empty: all kinds.
  kinds text[] not null,
  sealed_secret text not null,
  -- After a rotation the secret before signs as well until then.
  sealed_previous text,
  previous_until timestamptz,
  -- Messages so far; each carries its number.
  sequence bigint not null default 0,
  failing_since timestamptz,
  disabled_at timestamptz,
  disabled_reason text,
  created_at timestamptz not null
);
--> statement-breakpoint
create index endpoint_account on notify.endpoint (account);
--> statement-breakpoint
create table notify.delivery (
  -- What receivers know a message by, however often it is sent.
  id uuid primary key,
  notification_id uuid not null references notify.notification on delete cascade,
  account text not null,
  channel text not null check (channel in ('email', 'sms', 'push', 'webhook')),
  -- A push subscription or a webhook endpoint.
  target uuid,
  sequence bigint,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'dropped', 'dead')),
  attempts integer not null default 0,
  next_at timestamptz not null,
  -- Until then the process that took it has it for itself.
  leased_until timestamptz,
  error text,
  created_at timestamptz not null,
  ended_at timestamptz,
  unique nulls not distinct (notification_id, channel, target)
);
--> statement-breakpoint
create index delivery_due on notify.delivery (channel, next_at) where state = 'waiting';
--> statement-breakpoint
create index delivery_target on notify.delivery (target, created_at);
--> statement-breakpoint
create index delivery_dead on notify.delivery (ended_at) where state = 'dead';
--> statement-breakpoint
create index delivery_created_at on notify.delivery (created_at);
--> statement-breakpoint
-- How much went to an account by a channel in an hour.
create table notify.budget (
  account text not null,
  channel text not null,
  hour timestamptz not null,
  used integer not null,
  primary key (account, channel, hour)
);
--> statement-breakpoint
-- One-time codes and the like on their way to a contact, sealed; gone when they were sent or are worth nothing any more.
create table notify.message (
  id uuid primary key,
  kind text not null check (kind in ('sms', 'email')),
  sealed text not null,
  attempts integer not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  expires_at timestamptz not null
);
