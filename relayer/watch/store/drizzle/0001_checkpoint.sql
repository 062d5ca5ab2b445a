create table watch.checkpoint (
  id bigint generated always as identity primary key,
  partition text not null,
  position bigint not null check (position > 0),
  checksum text not null,
  content bytea not null,
  created_at timestamptz not null default now()
);
