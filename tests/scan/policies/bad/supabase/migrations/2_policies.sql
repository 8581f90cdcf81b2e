create policy "everybody" on public.invoices for select using (true); -- expect OG3209
create policy "signed in" on invoices for update to authenticated using (auth.uid() is not null); -- expect OG3209
create policy "role" on public.journals -- expect OG3209
  for all
  using (((select auth.role()) = 'authenticated'::text));
create policy "either" on journals for select using (auth.uid() = author_id or true); -- expect OG3209
create policy "insert" on journals for insert with check ((select auth.uid()) is not null); -- expect OG3209
create policy "changed" on journals for select using (auth.uid() = author_id);
alter policy "changed" on journals using (1 = 1); -- expect OG3209

create function public.is_member(w uuid) returns boolean -- expect OG3211
language sql security definer stable
as $$ select exists (select 1 from workspace_members where workspace_id = w) $$;
