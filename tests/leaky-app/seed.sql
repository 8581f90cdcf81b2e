-- Fixed rows with fixed ids; ids.mjs gives them names.

insert into workspaces (id, slug, name, plan, status, stripe_customer_id) values
  ('ac3e0000-0000-4000-8000-000000000001', 'acme',    'Acme Inc',     'pro',  'active',    'cus_acme'),
  ('910be000-0000-4000-8000-000000000001', 'globex',  'Globex Corp',  'free', 'active',    'cus_globex'),
  ('1217ec00-0000-4000-8000-000000000001', 'initech', 'Initech',      'team', 'suspended', 'cus_initech');

insert into profiles (id, email, name, status, verified, staff, mfa_secret) values
  ('a11ce000-0000-4000-8000-000000000001', 'alice@acme.example',     'Alice',   'active',    true,  '{}', 'MFA-ALICE'),
  ('ca401000-0000-4000-8000-000000000001', 'carol@acme.example',     'Carol',   'active',    true,  '{}', 'MFA-CAROL'),
  ('da7e0000-0000-4000-8000-000000000001', 'dave@acme.example',      'Dave',    'active',    true,  '{}', 'MFA-DAVE'),
  ('e4140000-0000-4000-8000-000000000001', 'erin@freelance.example', 'Erin',    'active',    true,  '{}', 'MFA-ERIN'),
  ('b0b00000-0000-4000-8000-000000000001', 'bob@globex.example',     'Bob',     'active',    true,  '{}', 'MFA-BOB'),
  ('3a110400-0000-4000-8000-000000000001', 'mallory@acme.example',   'Mallory', 'suspended', true,  '{}', 'MFA-MALLORY'),
  ('74e47000-0000-4000-8000-000000000001', 'trent@acme.example',     'Trent',   'active',    true,  '{}', null),
  ('40b00000-0000-4000-8000-000000000001', 'rob@acme.example',       'Rob',     'active',    true,  '{}', null),
  ('f4a4c000-0000-4000-8000-000000000001', 'frank@initech.example',  'Frank',   'active',    true,  '{}', null),
  ('414a0000-0000-4000-8000-000000000001', 'nina@mail.example',      'Nina',    'active',    false, '{}', null),
  ('5a300000-0000-4000-8000-000000000001', 'sam@support.example',    'Sam',     'active',    true,  '{support}', null),
  ('90e57000-0000-4000-8000-000000000001', null,                     'Guest',   'active',    false, '{}', null);

insert into workspace_members (id, workspace_id, user_id, role, display_name, email, status, removed_at) values
  ('7ac3e000-0000-4000-8000-000000000001', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'admin',   'Alice',   'alice@acme.example',     'active',    null),
  ('7ac3e000-0000-4000-8000-000000000002', 'ac3e0000-0000-4000-8000-000000000001', 'ca401000-0000-4000-8000-000000000001', 'manager', 'Carol',   'carol@acme.example',     'active',    null),
  ('7ac3e000-0000-4000-8000-000000000003', 'ac3e0000-0000-4000-8000-000000000001', 'da7e0000-0000-4000-8000-000000000001', 'viewer',  'Dave',    'dave@acme.example',      'active',    null),
  ('7ac3e000-0000-4000-8000-000000000004', 'ac3e0000-0000-4000-8000-000000000001', 'e4140000-0000-4000-8000-000000000001', 'member',  'Erin',    'erin@freelance.example', 'active',    null),
  ('7ac3e000-0000-4000-8000-000000000005', 'ac3e0000-0000-4000-8000-000000000001', '3a110400-0000-4000-8000-000000000001', 'member',  'Mallory', 'mallory@acme.example',   'active',    null),
  ('7ac3e000-0000-4000-8000-000000000006', 'ac3e0000-0000-4000-8000-000000000001', '74e47000-0000-4000-8000-000000000001', 'member',  'Trent',   'trent@acme.example',     'suspended', null),
  ('7ac3e000-0000-4000-8000-000000000007', 'ac3e0000-0000-4000-8000-000000000001', '40b00000-0000-4000-8000-000000000001', 'member',  'Rob',     'rob@acme.example',       'active',    '2026-03-01T00:00:00Z'),
  ('791be000-0000-4000-8000-000000000001', '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'admin',   'Bob',     'bob@globex.example',     'active',    null),
  ('791be000-0000-4000-8000-000000000002', '910be000-0000-4000-8000-000000000001', 'e4140000-0000-4000-8000-000000000001', 'member',  'Erin',    'erin@freelance.example', 'active',    null),
  ('71217ec0-0000-4000-8000-000000000001', '1217ec00-0000-4000-8000-000000000001', 'f4a4c000-0000-4000-8000-000000000001', 'admin',   'Frank',   'frank@initech.example',  'active',    null);

insert into customers (id, workspace_id, name, email, vat_number, credit_score, stripe_customer_id) values
  ('4ac3e000-0000-4000-8000-000000000001', 'ac3e0000-0000-4000-8000-000000000001', 'Wayne Enterprises', 'billing@wayne.example',  'DE111', 810, 'cus_wayne'),
  ('4ac3e000-0000-4000-8000-000000000002', 'ac3e0000-0000-4000-8000-000000000001', 'Stark Industries',  'billing@stark.example',  'DE222', 790, 'cus_stark'),
  ('491be000-0000-4000-8000-000000000001', '910be000-0000-4000-8000-000000000001', 'Oscorp',            'billing@oscorp.example', 'DE333', 420, 'cus_oscorp');

insert into projects (id, workspace_id, created_by, name, status, budget, visibility) values
  ('3ac3e000-0000-4000-8000-000000000001', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'Website',      'active', 100000, 'private'),
  ('3ac3e000-0000-4000-8000-000000000002', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'Secret merger', 'active', 900000, null),
  ('3ac3e000-0000-4000-8000-000000000003', 'ac3e0000-0000-4000-8000-000000000001', 'ca401000-0000-4000-8000-000000000001', 'Open source',  'active', 5000,   'public'),
  ('391be000-0000-4000-8000-000000000001', '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'Globex main',  'active', 700000, 'private');

-- Bob is nobody in acme: his share holds only where outsiders are allowed.
insert into project_shares (project_id, user_id, level) values
  ('3ac3e000-0000-4000-8000-000000000001', 'da7e0000-0000-4000-8000-000000000001', 'view'),
  ('3ac3e000-0000-4000-8000-000000000001', 'e4140000-0000-4000-8000-000000000001', 'edit'),
  ('3ac3e000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'view');

insert into invoices (id, workspace_id, created_by, project_id, customer_id, number, status, total, due_at, visibility, share_link, customer_email, internal_notes, stripe_customer_id, metadata, deleted_at) values
  ('1ac3e000-0000-4000-8000-000000000001', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', '3ac3e000-0000-4000-8000-000000000001', '4ac3e000-0000-4000-8000-000000000001', 'ACME-001', 'open',     12000, '2026-12-01T00:00:00Z', 'private',  null,                     'billing@wayne.example',  'Wayne pays late',      'cus_wayne',  '{"po": "W-17"}', null),
  ('1ac3e000-0000-4000-8000-000000000002', 'ac3e0000-0000-4000-8000-000000000001', 'ca401000-0000-4000-8000-000000000001', null,                                   '4ac3e000-0000-4000-8000-000000000002', 'ACME-002', 'draft',    4500,  '2026-12-08T00:00:00Z', 'private',  null,                     'billing@stark.example',  'not yet agreed',       'cus_stark',  '{}', null),
  ('1ac3e000-0000-4000-8000-000000000003', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', null,                                   '4ac3e000-0000-4000-8000-000000000001', 'ACME-003', 'paid',     9900,  '2026-10-01T00:00:00Z', 'private',  null,                     'billing@wayne.example',  null,                   'cus_wayne',  '{}', null),
  ('1ac3e000-0000-4000-8000-000000000004', 'ac3e0000-0000-4000-8000-000000000001', '40b00000-0000-4000-8000-000000000001', null,                                   '4ac3e000-0000-4000-8000-000000000002', 'ACME-004', 'open',     7700,  '2026-11-01T00:00:00Z', 'private',  null,                     'billing@stark.example',  'Rob promised 10% off', 'cus_stark',  '{}', null),
  ('1ac3e000-0000-4000-8000-000000000005', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', null,                                   '4ac3e000-0000-4000-8000-000000000001', 'ACME-005', 'void',     100,   null,                   'public',   null,                     'billing@wayne.example',  'entered by mistake',   'cus_wayne',  '{}', '2026-09-09T00:00:00Z'),
  ('1ac3e000-0000-4000-8000-000000000006', 'ac3e0000-0000-4000-8000-000000000001', null,                                   null,                                   '4ac3e000-0000-4000-8000-000000000001', 'ACME-006', 'open',     200,   '2026-12-24T00:00:00Z', 'private',  null,                     'billing@wayne.example',  'imported',             'cus_wayne',  '{}', null),
  ('1ac3e000-0000-4000-8000-000000000007', 'ac3e0000-0000-4000-8000-000000000001', 'ca401000-0000-4000-8000-000000000001', null,                                   '4ac3e000-0000-4000-8000-000000000002', 'ACME-007', 'open',     300,   '2026-12-24T00:00:00Z', 'public',   'lnk-acme-public-7Qm2',   'billing@stark.example',  'shown at the fair',    'cus_stark',  '{}', null),
  ('1ac3e000-0000-4000-8000-000000000008', 'ac3e0000-0000-4000-8000-000000000001', 'ca401000-0000-4000-8000-000000000001', null,                                   '4ac3e000-0000-4000-8000-000000000002', 'ACME-008', 'open',     400,   '2026-12-24T00:00:00Z', 'unlisted', 'lnk-acme-unlisted-9Xk4', 'billing@stark.example',  'sent to Stark only',   'cus_stark',  '{}', null),
  ('1ac3e000-0000-4000-8000-000000000009', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', null,                                   '4ac3e000-0000-4000-8000-000000000001', 'ACME-009', 'past_due', 500,   '2026-08-01T00:00:00Z', 'private',  'lnk-acme-old-3Bv8',      'billing@wayne.example',  'legal is involved',    'cus_wayne',  '{}', null),
  ('1ac3e000-0000-4000-8000-000000000010', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', null,                                   '491be000-0000-4000-8000-000000000001', 'ACME-010', 'open',     600,   '2026-12-24T00:00:00Z', 'private',  null,                     'billing@wayne.example',  null,                   'cus_wayne',  '{}', null),
  ('1ac3e000-0000-4000-8000-000000000011', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', null,                                   '4ac3e000-0000-4000-8000-000000000001', 'ACME-011', 'open',     700,   '2026-12-24T00:00:00Z', 'internal', null,                     'billing@wayne.example',  null,                   'cus_wayne',  '{}', null),
  ('1ac3e000-0000-4000-8000-000000000012', 'ac3e0000-0000-4000-8000-000000000001', 'e4140000-0000-4000-8000-000000000001', '3ac3e000-0000-4000-8000-000000000001', '4ac3e000-0000-4000-8000-000000000002', 'ACME-012', 'open',     800,   '2026-12-24T00:00:00Z', 'private',  null,                     'billing@stark.example',  null,                   'cus_stark',  '{}', null),
  ('191be000-0000-4000-8000-000000000001', '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', '391be000-0000-4000-8000-000000000001', '491be000-0000-4000-8000-000000000001', 'GLX-001',  'open',     88000, '2026-12-01T00:00:00Z', 'private',  null,                     'billing@oscorp.example', 'Oscorp is broke',      'cus_oscorp', '{}', null),
  ('191be000-0000-4000-8000-000000000002', '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', null,                                   '491be000-0000-4000-8000-000000000001', 'GLX-002',  'past_due', 66000, '2026-07-01T00:00:00Z', 'private',  null,                     'billing@oscorp.example', null,                   'cus_oscorp', '{}', null),
  ('191be000-0000-4000-8000-000000000003', '910be000-0000-4000-8000-000000000001', 'e4140000-0000-4000-8000-000000000001', null,                                   '491be000-0000-4000-8000-000000000001', 'GLX-003',  'open',     5500,  '2026-12-15T00:00:00Z', 'private',  null,                     'billing@oscorp.example', null,                   'cus_oscorp', '{}', null),
  ('191be000-0000-4000-8000-000000000004', '910be000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', '3ac3e000-0000-4000-8000-000000000002', '491be000-0000-4000-8000-000000000001', 'ACME-900', 'open',     900,   '2026-12-15T00:00:00Z', 'private',  null,                     'billing@oscorp.example', 'moved by an update',   'cus_oscorp', '{}', null),
  ('11217ec0-0000-4000-8000-000000000001', '1217ec00-0000-4000-8000-000000000001', 'f4a4c000-0000-4000-8000-000000000001', null,                                   null,                                   'INI-001',  'open',     1000,  '2026-12-15T00:00:00Z', 'public',   null,                     'tps@initech.example',    null,                   null,         '{}', null),
  ('10000000-0000-4000-8000-000000000001', null,                                   'b0b00000-0000-4000-8000-000000000001', null,                                   null,                                   'LOST-001', 'open',     1100,  '2026-12-15T00:00:00Z', 'public',   null,                     'lost@globex.example',    'import went wrong',    null,         '{}', null);

insert into invoice_lines (id, invoice_id, text, amount, cost) values
  ('2ac3e000-0000-4000-8000-000000000001', '1ac3e000-0000-4000-8000-000000000001', 'Design',      7000,  3000),
  ('2ac3e000-0000-4000-8000-000000000002', '1ac3e000-0000-4000-8000-000000000001', 'Development', 5000,  2500),
  ('2ac3e000-0000-4000-8000-000000000003', '1ac3e000-0000-4000-8000-000000000005', 'Mistake',     100,   0),
  ('291be000-0000-4000-8000-000000000001', '191be000-0000-4000-8000-000000000001', 'Consulting',  88000, 1000),
  ('20000000-0000-4000-8000-000000000001', null,                                   'Nobody''s',   1,     1);

insert into threads (id, workspace_id, created_by, title, system_prompt) values
  ('5ac3e000-0000-4000-8000-000000000001', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'Late payers', 'You work for Acme'),
  ('5ac3e000-0000-4000-8000-000000000002', 'ac3e0000-0000-4000-8000-000000000001', 'e4140000-0000-4000-8000-000000000001', 'Rates',       'You work for Acme'),
  ('591be000-0000-4000-8000-000000000001', '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'Layoffs',     'You work for Globex');

insert into messages (id, workspace_id, thread_id, author, text, tokens_used, created_at) values
  ('6ac3e000-0000-4000-8000-000000000001', 'ac3e0000-0000-4000-8000-000000000001', '5ac3e000-0000-4000-8000-000000000001', 'user',      'Who pays late?',           9, '2026-10-01T09:00:00Z'),
  ('6ac3e000-0000-4000-8000-000000000002', 'ac3e0000-0000-4000-8000-000000000001', '5ac3e000-0000-4000-8000-000000000001', 'assistant', 'Wayne, by twelve days.',   31, '2026-10-01T09:00:05Z'),
  ('691be000-0000-4000-8000-000000000001', '910be000-0000-4000-8000-000000000001', '591be000-0000-4000-8000-000000000001', 'user',      'Draft the layoff letter.', 12, '2026-10-02T09:00:00Z'),
  ('6ac3e000-0000-4000-8000-000000000003', 'ac3e0000-0000-4000-8000-000000000001', '591be000-0000-4000-8000-000000000001', 'user',      'Strayed message.',         3, '2026-10-01T10:00:00Z');

insert into files (id, workspace_id, uploaded_by, name, content_type, content, storage_url, visibility) values
  (9007199254740992, '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'payroll.csv', 'text/csv',  'name,salary' || chr(10) || 'Bob,250000', 'https://files.example.net/globex/payroll.csv?sig=g1', 'private'),
  (9007199254740993, 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'report.html', 'text/html', '<script>alert(1)</script>',             'https://files.example.net/acme/report.html?sig=a1',   'private'),
  (9007199254740995, 'ac3e0000-0000-4000-8000-000000000001', null,                                   'logo.svg',    'image/svg+xml', '<svg/>',                            'https://files.example.net/acme/logo.svg?sig=a2',      'public');
