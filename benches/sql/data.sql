-- 1,000 workspaces of ten members, 1,000,000 invoices, 200,000 lines. Ids are counted, so that a run can be repeated.
create function uuid_of(kind int, n bigint) returns uuid language sql immutable as
  $$ select (lpad(to_hex(kind), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;

create table workspaces (id uuid primary key, status text not null default 'active');
create table workspace_members (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces, user_id uuid not null, role text not null,
  removed_at timestamptz, status text not null default 'active', unique (workspace_id, user_id)
);
create table invoices (
  id uuid primary key, workspace_id uuid references workspaces, created_by uuid, number text not null,
  status text not null, total int not null, visibility text not null default 'private',
  deleted_at timestamptz, created_at timestamptz not null
);
create table invoice_lines (
  id uuid primary key, invoice_id uuid references invoices, text text not null, amount int not null
);

insert into workspaces (id) select uuid_of(1, n) from generate_series(1, 1000) n;
insert into workspace_members (workspace_id, user_id, role)
  select uuid_of(1, w), uuid_of(2, w * 10 + m), (array['viewer', 'viewer', 'member', 'manager', 'admin'])[1 + m % 5]
  from generate_series(1, 1000) w, generate_series(0, 9) m;
-- Every tenth person is in a second workspace.
insert into workspace_members (workspace_id, user_id, role)
  select uuid_of(1, 1 + w % 1000), uuid_of(2, w * 10), 'viewer' from generate_series(1, 1000) w;
insert into invoices (id, workspace_id, created_by, number, status, total, visibility, deleted_at, created_at)
  select uuid_of(3, n), uuid_of(1, 1 + n % 1000), uuid_of(2, (1 + n % 1000) * 10 + n / 1000 % 10), 'INV-' || n,
    (array['draft', 'open', 'paid'])[1 + n / 7 % 3], n % 10000, case when n % 500 = 0 then 'public' else 'private' end,
    case when n / 1000 % 20 = 0 then timestamptz '2026-01-01' end, timestamptz '2025-01-01' + n * interval '30 seconds'
  from generate_series(1, 1000000) n;
insert into invoice_lines (id, invoice_id, text, amount)
  select uuid_of(4, n), uuid_of(3, n), 'Work', n % 1000 from generate_series(1, 200000) n;

-- What an app has anyway.
create index on invoices (workspace_id, created_at desc);
create index on workspace_members (user_id);
create index on invoice_lines (invoice_id);
