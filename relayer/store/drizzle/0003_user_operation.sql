create table relayer.user_operation (
  hash text primary key,
  chain_id bigint not null,
  tenant text not null,
  sender text not null,
  gas bigint not null check (gas > 0),
  day integer not null,
  valid_until bigint not null,
  paymaster_data text not null,
  created_at timestamptz not null default now()
);
