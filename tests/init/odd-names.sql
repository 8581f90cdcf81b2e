-- What a dump of a grown database holds.
\restrict abcdef
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE SCHEMA "billing";
CREATE TYPE public."Visibility" AS ENUM ('private', 'public');

CREATE TABLE public."Workspace" (
    "workspaceId" uuid DEFAULT gen_random_uuid() NOT NULL,
    "Name" character varying(120) NOT NULL
);
ALTER TABLE ONLY public."Workspace" ADD CONSTRAINT "Workspace_pkey" PRIMARY KEY ("workspaceId");

CREATE TABLE public."WorkspaceMembership" (
    "id" integer NOT NULL,
    "workspaceId" uuid NOT NULL,
    "userId" uuid NOT NULL
);
ALTER TABLE ONLY public."WorkspaceMembership" ADD CONSTRAINT "WM_pkey" PRIMARY KEY (id);
ALTER TABLE ONLY public."WorkspaceMembership"
    ADD CONSTRAINT "WM_workspace_fkey" FOREIGN KEY ("workspaceId") REFERENCES public."Workspace"("workspaceId") ON UPDATE CASCADE ON DELETE CASCADE;

CREATE TABLE public."Page" (
    "id" uuid NOT NULL PRIMARY KEY,
    "workspaceId" uuid REFERENCES public."Workspace"("workspaceId"),
    "ownerId" uuid NOT NULL,
    "visibility" public."Visibility" DEFAULT 'private'::public."Visibility" NOT NULL,
    "Page Title" text,
    "naïve" text,
    "select" text,
    "quote""d" text,
    "line
break" text,
    "createdAt" timestamp(3) without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);

CREATE TABLE public."Order Items" (
    id integer PRIMARY KEY,
    "workspaceId" uuid REFERENCES public."Workspace"("workspaceId")
);

CREATE TABLE public."end of # line
[resources.injected]" (
    id integer PRIMARY KEY,
    "workspaceId" uuid REFERENCES public."Workspace"("workspaceId")
);

CREATE TABLE "billing"."invoices" (
    invoice_no text PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES public."Workspace"("workspaceId") ON DELETE CASCADE,
    total numeric,
    doubled numeric GENERATED ALWAYS AS (total * 2) STORED,
    period tstzrange,
    EXCLUDE USING gist (workspace_id WITH =, period WITH &&)
);

CREATE TABLE public.links (
    id text PRIMARY KEY,
    "workspaceId" uuid NOT NULL REFERENCES public."Workspace"("workspaceId"),
    url text NOT NULL
);

CREATE TABLE public.old_things (id integer PRIMARY KEY, "workspaceId" uuid);
ALTER TABLE public.old_things ADD COLUMN temporary text, DROP COLUMN temporary;
DROP TABLE public.old_things;
ALTER TABLE public.links RENAME COLUMN url TO target_url;

COPY public."Workspace" ("workspaceId", "Name") FROM stdin;
00000000-0000-4000-8000-000000000001	It's; "odd"
\.

CREATE FUNCTION public.noop() RETURNS void LANGUAGE plpgsql AS $_$ BEGIN; END; $_$;
CREATE STRANGE THING nobody knows;
CREATE TABLE broken (id uuid primary key, ((;
