drop policy "old" on public.invoices;
create policy "plans are public" on plans for select using (true);
create policy "members" on public.invoices for select to authenticated
  using (workspace_id in (select workspace_id from workspace_members where user_id = (select auth.uid())));
create policy "service" on public.invoices for all to service_role using (true) with check (true);
create policy "narrow" on public.invoices as restrictive for select using (true);
create policy "both" on public.invoices for update using (auth.uid() is not null and workspace_id = current_setting('app.workspace')::uuid);

create or replace function public.is_member(w uuid) returns boolean
language sql security definer stable set search_path = ''
as $$ select exists (select 1 from public.workspace_members where workspace_id = w) $$;
create function public.touch() returns trigger language plpgsql as $$ begin return new; end; $$;
create function public.later() returns void language sql security definer as 'select 1';
alter function public.later() set search_path = '';
-- security definer
comment on table public.invoices is 'security definer, using (true)';
