create extension if not exists citext;
create table public.teams (id uuid primary key default gen_random_uuid(), slug citext unique not null, name text not null);
create table public.team_members (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null references public.teams (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'member',
  unique (team_id, user_id)
);
create table public.projects (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null references public.teams (id),
  created_by uuid not null default auth.uid(),
  name text not null,
  api_key text
);
create table public.tasks (id uuid primary key default gen_random_uuid(), project_id uuid not null references public.projects (id), title text, done boolean default false);
create table public.plans (id text primary key, name text);
create table public.profiles (id uuid primary key references auth.users (id), full_name text, email text);

alter table public.teams enable row level security;
alter table public.team_members enable row level security;
alter table public.projects enable row level security;
alter table public.tasks enable row level security;
alter table public.plans enable row level security;
alter table public.profiles enable row level security;

create function public.is_member(team uuid) returns boolean
  language sql stable security definer
  set search_path = ''
as $$
  select exists (select 1 from public.team_members m where m.team_id = team and m.user_id = (select auth.uid()));
$$;

create policy "members read teams" on public.teams for select to authenticated using (public.is_member(id));
create policy "members read members" on public.team_members for select to authenticated using (public.is_member(team_id));
create policy "members use projects" on public.projects for all to authenticated
  using ((select public.is_member(team_id))) with check (public.is_member(team_id) and created_by = (select auth.uid()));
create policy "members use tasks" on public.tasks for all to authenticated
  using (exists (select 1 from public.projects p where p.id = tasks.project_id));
create policy "own profile" on public.profiles for select to authenticated using (id = (select auth.uid()));
create policy "plans are for everybody" on public.plans for select using (true);
