-- One wrapped data key a person: everything personal of hers is encrypted under it, and deleting the row is the deletion.
create table app.data_key (
  user_id text primary key,
  wrapped text not null,
  created_at timestamptz not null default now()
);
