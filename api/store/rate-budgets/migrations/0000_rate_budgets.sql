-- Units of budgets that API processes leased in the window that runs. Unlogged: a crash of the server only begins new windows.
create unlogged table rate.budget (
  -- Keyed hash of policy and account or address.
  key text primary key,
  quota integer not null,
  -- By the last lease.
  granted integer not null,
  leased integer not null,
  ends_at timestamptz not null
) with (fillfactor = 50);
