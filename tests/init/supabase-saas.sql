-- The public shape of a Supabase SaaS starter: profiles, teams, subscriptions synchronised from Stripe.
create extension if not exists "pgcrypto";

create type public.member_role as enum ('viewer', 'member', 'admin', 'owner');
create type pricing_type as enum ('one_time', 'recurring');
create type subscription_status as enum ('trialing', 'active', 'canceled', 'past_due', 'unpaid');

create table public.profiles (
  id uuid not null references auth.users (id) on delete cascade primary key,
  full_name text,
  avatar_url text,
  billing_address jsonb,
  payment_method jsonb,
  updated_at timestamptz default now()
);
alter table public.profiles enable row level security;
create policy "Can view own user data." on public.profiles for select using (auth.uid() = id);
create policy "Can update own user data." on public.profiles for update using (auth.uid() = id);

/* Every sign-up gets a profile. */
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.profiles (id, full_name, avatar_url)
  values (new.id, new.raw_user_meta_data ->> 'full_name', new.raw_user_meta_data ->> 'avatar_url');
  return new;
end;
$$;
create trigger on_auth_user_created after insert on auth.users for each row execute procedure public.handle_new_user();

create table public.teams (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) > 1),
  slug text unique not null,
  plan text not null default 'free' check (plan in ('free', 'pro', 'enterprise')),
  status text not null default 'active' check (status = any (array['active', 'suspended'])),
  stripe_customer_id text unique,
  created_at timestamptz not null default now()
);

create table public.team_members (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null references public.teams on delete cascade,
  user_id uuid not null references auth.users on delete cascade,
  role member_role not null default 'member',
  email text,
  removed_at timestamptz,
  created_at timestamptz not null default now(),
  unique (team_id, user_id)
);

create table public.invitations (
  id bigint generated always as identity primary key,
  team_id uuid not null references public.teams (id) on delete cascade,
  invited_by uuid references auth.users (id),
  email text not null,
  role member_role not null default 'member',
  token text not null default encode(gen_random_bytes(24), 'base64'),
  accepted_at timestamptz
);

create table public.products (
  id text primary key,
  active boolean,
  name text,
  metadata jsonb
);
alter table products enable row level security;
create policy "Allow public read-only access." on products for select using (true);

create table public.prices (
  id text primary key,
  product_id text references products,
  active boolean,
  unit_amount bigint,
  type pricing_type
);

create table public.subscriptions (
  id text primary key,
  team_id uuid not null references public.teams,
  status subscription_status,
  price_id text references prices,
  quantity integer,
  cancel_at_period_end boolean,
  created timestamptz not null default timezone('utc'::text, now()),
  metadata jsonb
);
alter table subscriptions enable row level security;
create policy "Members can view." on subscriptions for select
  using (team_id in (select tm.team_id from team_members tm where tm.user_id = (select auth.uid())));

create table public.projects (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null references public.teams (id) on delete cascade,
  created_by uuid not null default auth.uid() references auth.users (id),
  assignee_id uuid references auth.users (id),
  name text not null,
  description text,
  budget numeric(12, 2),
  visibility text not null default 'private' check (visibility in ('private', 'unlisted', 'public')),
  api_key text,
  settings jsonb not null default '{}',
  deleted_at timestamptz,
  created_at timestamptz not null default now()
);

create table public.tasks (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  title text not null,
  done boolean not null default false,
  due_at timestamptz,
  position double precision
);

create table public.task_comments (
  id uuid primary key default gen_random_uuid(),
  task_id uuid not null references public.tasks (id) on delete cascade,
  author_id uuid not null references auth.users (id),
  body text not null,
  created_at timestamptz not null default now()
);

create table public.task_labels (
  task_id uuid references public.tasks (id) on delete cascade,
  label text not null,
  primary key (task_id, label)
);

create or replace view public.open_tasks with (security_invoker = on) as select * from public.tasks where not done;
create index on public.tasks (project_id);
alter publication supabase_realtime add table public.tasks;
grant select on all tables in schema public to authenticated;
comment on table public.tasks is 'What is to be done; it''s all here';
