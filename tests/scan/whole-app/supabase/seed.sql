insert into public.plans (id, name) values ('free', 'Free; for ever'), ('pro', 'Pro');
