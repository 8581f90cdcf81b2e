create table public.invoices (id uuid primary key, workspace_id uuid not null);
alter table public.invoices enable row level security;
create table public.journals (id uuid primary key, author_id uuid references auth.users (id));
alter table public.journals enable row level security;
create table public.drafts (id uuid primary key, body text); -- expect OG3210
