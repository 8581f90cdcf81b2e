-- The tables of the example. Nothing here knows of ownership: `ownguard.toml` does.

create table workspaces (
  id     uuid primary key default gen_random_uuid(),
  slug   text not null unique,
  name   text not null,
  plan   text not null default 'free',
  status text not null default 'active'
);

create table workspace_members (
  id           uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id),
  user_id      uuid not null,
  display_name text not null,
  email        text not null,
  role         text not null,
  status       text not null default 'active'
);

create table invoices (
  id                 uuid primary key default gen_random_uuid(),
  workspace_id       uuid not null references workspaces (id),
  created_by         uuid,
  number             text not null,
  customer_name      text not null,
  customer_email     text not null,
  status             text not null default 'draft',
  total              integer not null default 0,
  due_on             text not null,
  internal_notes     text not null default '',
  visibility         text not null default 'private',
  stripe_customer_id text
);

create table invoice_lines (
  id           uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id),
  invoice_id   uuid not null references invoices (id) on delete cascade,
  text         text not null,
  amount       integer not null,
  cost         integer not null default 0
);

create table subscriptions (
  id                 uuid primary key default gen_random_uuid(),
  workspace_id       uuid not null references workspaces (id),
  plan               text not null,
  seats              integer not null,
  price              integer not null,
  renews_on          text not null,
  billing_email      text not null,
  card               text not null,
  stripe_customer_id text
);

create table threads (
  id           uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id),
  created_by   uuid,
  title        text not null
);

create table messages (
  id           uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces (id),
  thread_id    uuid not null references threads (id) on delete cascade,
  author       text not null default 'user',
  text         text not null,
  place        serial
);
