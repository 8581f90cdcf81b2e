create table public.invoices (id uuid primary key, workspace_id uuid not null);
alter table public.invoices enable row level security;
create table public.plans (id text primary key, name text);
alter table plans enable row level security;
create table public.gone (id int primary key);
drop table public.gone;
create table private.keys (id int primary key, user_id uuid);
create policy "old" on public.invoices for select using (true);
