-- Two workspaces that must never see each other: Acme (Alice, Vera) and Globex (Bob).
-- Every amount is in cents. `ACME-` and `GLOBEX-` words are what the tests look for.

insert into workspaces (id, slug, name, plan) values
  ('ac3e0000-0000-4000-8000-000000000001', 'acme',   'Acme Studio',  'pro'),
  ('910be000-0000-4000-8000-000000000001', 'globex', 'Globex Foods', 'free');

insert into workspace_members (workspace_id, user_id, display_name, email, role) values
  ('ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'Alice Laurent', 'alice@acme.example', 'admin'),
  ('ac3e0000-0000-4000-8000-000000000001', '7e4a0000-0000-4000-8000-000000000001', 'Vera Holm',     'vera@acme.example',  'viewer'),
  ('910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'Bob Okafor',    'bob@globex.example', 'admin');

insert into invoices (id, workspace_id, created_by, number, customer_name, customer_email, status, total, due_on, internal_notes, visibility, stripe_customer_id) values
  ('ac3e1000-0000-4000-8000-000000000001', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'ACME-1042', 'Harbour Museum',   'accounts@harbour-museum.example', 'open',  1284000, '2026-12-14', 'ACME-NOTE: offer 5 % if they pay before the opening.', 'unlisted', 'cus_acme_harbour'),
  ('ac3e1000-0000-4000-8000-000000000002', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'ACME-1041', 'Nordlys Coffee',   'ap@nordlys.example',              'paid',   346000, '2026-11-02', 'ACME-NOTE: paid late twice.',                            'private',  'cus_acme_nordlys'),
  ('ac3e1000-0000-4000-8000-000000000003', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'ACME-1040', 'Kite & Sons',      'finance@kite.example',            'late',   872500, '2026-10-20', 'ACME-NOTE: call Ms Kite, never write.',                  'private',  'cus_acme_kite'),
  ('ac3e1000-0000-4000-8000-000000000004', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'ACME-1043', 'Lumen Theatre',    'office@lumen.example',            'draft',  215000, '2027-01-09', '',                                                       'private',  null),
  ('910be100-0000-4000-8000-000000000001', '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'GLOBEX-207', 'Mercado Central', 'pagos@mercado.example',           'open',   598000, '2026-12-01', 'GLOBEX-NOTE: margin is 41 %, do not go lower.',          'private',  'cus_globex_mercado'),
  ('910be100-0000-4000-8000-000000000002', '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'GLOBEX-206', 'Oak Street Deli', 'hello@oakdeli.example',           'late',   127500, '2026-10-30', 'GLOBEX-NOTE: disputes the second delivery.',             'private',  'cus_globex_oak'),
  ('910be100-0000-4000-8000-000000000003', '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'GLOBEX-205', 'Hotel Miramar',   'compras@miramar.example',         'paid',  2210000, '2026-10-12', '',                                                       'private',  'cus_globex_miramar');

insert into invoice_lines (workspace_id, invoice_id, text, amount, cost) values
  ('ac3e0000-0000-4000-8000-000000000001', 'ac3e1000-0000-4000-8000-000000000001', 'Exhibition identity',    820000, 310000),
  ('ac3e0000-0000-4000-8000-000000000001', 'ac3e1000-0000-4000-8000-000000000001', 'Wayfinding, 3 floors',   384000, 150000),
  ('ac3e0000-0000-4000-8000-000000000001', 'ac3e1000-0000-4000-8000-000000000001', 'Print supervision',       80000,  46000),
  ('ac3e0000-0000-4000-8000-000000000001', 'ac3e1000-0000-4000-8000-000000000002', 'Menu boards',            346000, 121000),
  ('ac3e0000-0000-4000-8000-000000000001', 'ac3e1000-0000-4000-8000-000000000003', 'Shop front, two streets', 872500, 420000),
  ('ac3e0000-0000-4000-8000-000000000001', 'ac3e1000-0000-4000-8000-000000000004', 'Season poster',          215000,  64000),
  ('910be000-0000-4000-8000-000000000001', '910be100-0000-4000-8000-000000000001', 'GLOBEX-LINE olive oil, 200 cans', 430000, 253000),
  ('910be000-0000-4000-8000-000000000001', '910be100-0000-4000-8000-000000000001', 'GLOBEX-LINE capers, 80 jars',     168000,  99000),
  ('910be000-0000-4000-8000-000000000001', '910be100-0000-4000-8000-000000000002', 'GLOBEX-LINE pickles',             127500,  71000),
  ('910be000-0000-4000-8000-000000000001', '910be100-0000-4000-8000-000000000003', 'GLOBEX-LINE breakfast stock',    2210000, 1300000);

insert into subscriptions (workspace_id, plan, seats, price, renews_on, billing_email, card, stripe_customer_id) values
  ('ac3e0000-0000-4000-8000-000000000001', 'pro',  8, 9600, '2026-12-01', 'billing@acme.example',   'Visa 4242', 'cus_acme'),
  ('910be000-0000-4000-8000-000000000001', 'free', 2,    0, '2026-12-01', 'billing@globex.example', 'Mastercard 4444', 'cus_globex');

insert into threads (id, workspace_id, created_by, title) values
  ('ac3e7000-0000-4000-8000-000000000001', 'ac3e0000-0000-4000-8000-000000000001', 'a11ce000-0000-4000-8000-000000000001', 'What is overdue?'),
  ('ac3e7000-0000-4000-8000-000000000002', 'ac3e0000-0000-4000-8000-000000000001', '7e4a0000-0000-4000-8000-000000000001', 'My first question'),
  ('910be700-0000-4000-8000-000000000001', '910be000-0000-4000-8000-000000000001', 'b0b00000-0000-4000-8000-000000000001', 'GLOBEX-THREAD margins');

insert into messages (workspace_id, thread_id, author, text) values
  ('ac3e0000-0000-4000-8000-000000000001', 'ac3e7000-0000-4000-8000-000000000001', 'assistant', 'Hello Alice. Ask me about your invoices: “What is overdue?” or “How much is open?”'),
  ('ac3e0000-0000-4000-8000-000000000001', 'ac3e7000-0000-4000-8000-000000000002', 'assistant', 'Hello Vera. Ask me about your invoices.'),
  ('910be000-0000-4000-8000-000000000001', '910be700-0000-4000-8000-000000000001', 'assistant', 'Hello Bob. Ask me about your invoices.'),
  ('910be000-0000-4000-8000-000000000001', '910be700-0000-4000-8000-000000000001', 'user',      'GLOBEX-SECRET what if we drop the margin to 38 %?');
