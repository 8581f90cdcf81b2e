import type { WrittenModel } from "ownguard";
// Written by ownguard from revision 1 of the model. Change the model, not this file.
// Only types: nothing of it is left once compiled.

/** A column of which the model says no more. */
export type Scalar = string | number | boolean | null;

/** What a `json` column holds. */
export type JsonValue = Scalar | JsonValue[] | { [name: string]: JsonValue };

/** Every resource. */
export type Resource = "workspace" | "member" | "invoice" | "invoice_line" | "subscription" | "thread" | "message";

/** How a caller stands to a row. */
export type Relation = "owner" | "workspace.viewer" | "workspace.manager" | "workspace.admin" | "authenticated" | "link" | "anyone" | "staff.support";

/** The roles of a tenant, weakest first. */
export type Role = "viewer" | "manager" | "admin";

/** The levels at which a row is shared. */
export type Level = never;

/** The plans, least first. */
export type Plan = never;

/** The roles of staff. */
export type StaffRole = "support";

/** The services. */
export type Service = never;

/** Who sees a row without a relation of their own. */
export type Visibility = "private" | "unlisted" | "public";

/** The table of each resource. */
export interface Tables {
  "workspace": "workspaces";
  "member": "workspace_members";
  "invoice": "invoices";
  "invoice_line": "invoice_lines";
  "subscription": "subscriptions";
  "thread": "threads";
  "message": "messages";
}

/** Who may hold each action. What is not here is denied to everybody. */
export interface Grants {
  "workspace.list": "workspace.viewer" | "workspace.manager" | "workspace.admin";
  "workspace.read": "workspace.viewer" | "workspace.manager" | "workspace.admin" | "staff.support";
  "member.list": "workspace.viewer" | "workspace.manager" | "workspace.admin";
  "member.read": "owner" | "workspace.viewer" | "workspace.manager" | "workspace.admin";
  "invoice.list": "owner" | "workspace.viewer" | "workspace.manager" | "workspace.admin";
  "invoice.read": "owner" | "workspace.viewer" | "workspace.manager" | "workspace.admin" | "link" | "staff.support";
  "invoice.create": "workspace.manager" | "workspace.admin";
  "invoice.update": "owner" | "workspace.manager" | "workspace.admin";
  "invoice.delete": "workspace.manager" | "workspace.admin";
  "invoice.share": "owner" | "workspace.manager" | "workspace.admin";
  "invoice_line.list": "owner" | "workspace.viewer" | "workspace.manager" | "workspace.admin" | "staff.support";
  "invoice_line.read": "owner" | "workspace.viewer" | "workspace.manager" | "workspace.admin" | "link" | "staff.support";
  "invoice_line.create": "owner" | "workspace.manager" | "workspace.admin";
  "invoice_line.update": "owner" | "workspace.manager" | "workspace.admin";
  "invoice_line.delete": "owner" | "workspace.manager" | "workspace.admin";
  "invoice_line.share": "owner" | "workspace.manager" | "workspace.admin";
  "subscription.list": "workspace.manager" | "workspace.admin";
  "subscription.read": "workspace.manager" | "workspace.admin";
  "subscription.update": "workspace.admin";
  "thread.list": "owner";
  "thread.read": "owner";
  "thread.create": "workspace.viewer" | "workspace.manager" | "workspace.admin";
  "thread.update": "owner";
  "thread.delete": "owner";
  "message.list": "owner";
  "message.read": "owner";
  "message.create": "owner";
  "message.update": "owner";
  "message.delete": "owner";
}

/** The row as each action shows it. A member that some holders of the action do not see may be absent. */
export interface Rows {
  "workspace.list": {
    id: string;
    slug: string;
    name: string;
    plan: string;
  };
  "workspace.read": Rows["workspace.list"];
  "member.list": {
    id: string;
    userId: string | null;
    displayName: string;
    role: Role | null;
    /** Masked (`email`) to those who may not see it. */
    email: string | null;
  };
  "member.read": Rows["member.list"];
  "invoice.list": {
    id: string;
    workspaceId: string;
    createdBy: string | null;
    visibility: Visibility | null;
    number: string;
    customerName: string;
    status: string;
    total: number | string;
    dueOn: string;
    lines: Rows["invoice_line.read"][];
    /** Masked (`email`) to those who may not see it. */
    customerEmail: string | null;
    internalNotes?: string;
  };
  "invoice.read": {
    id?: string;
    workspaceId?: string;
    createdBy?: string | null;
    visibility?: Visibility | null;
    number: string;
    customerName: string;
    status: string;
    total: number | string;
    dueOn: string;
    lines?: Rows["invoice_line.read"][];
    /** Masked (`email`) to those who may not see it. */
    customerEmail?: string | null;
    internalNotes?: string;
  };
  "invoice.create": {
    id: string;
    workspaceId: string;
    createdBy: string | null;
    visibility: Visibility | null;
    number: string;
    customerName: string;
    status: string;
    total: number | string;
    dueOn: string;
    lines: Rows["invoice_line.read"][];
    /** Masked (`email`) to those who may not see it. */
    customerEmail: string | null;
    internalNotes: string;
  };
  "invoice.update": Rows["invoice.list"];
  "invoice.delete": Rows["invoice.create"];
  "invoice.share": Rows["invoice.list"];
  "invoice_line.list": {
    id: string;
    workspaceId: string;
    invoiceId: string;
    text: string;
    amount: number | string;
    cost?: number | string;
  };
  "invoice_line.read": {
    id?: string;
    workspaceId?: string;
    invoiceId?: string;
    text?: string;
    amount?: number | string;
    cost?: number | string;
  };
  "invoice_line.create": Rows["invoice_line.list"];
  "invoice_line.update": Rows["invoice_line.list"];
  "invoice_line.delete": Rows["invoice_line.list"];
  "invoice_line.share": Rows["invoice_line.list"];
  "subscription.list": {
    id: string;
    workspaceId: string;
    plan: string;
    seats: number | string;
    price: number | string;
    renewsOn: string;
    /** Masked (`email`) to those who may not see it. */
    billingEmail: string | null;
    /** Masked (`last4`) to those who may not see it. */
    card: string | null;
  };
  "subscription.read": Rows["subscription.list"];
  "subscription.update": Rows["subscription.list"];
  "thread.list": {
    id: string;
    workspaceId: string;
    createdBy: string | null;
    title: string;
  };
  "thread.read": Rows["thread.list"];
  "thread.create": Rows["thread.list"];
  "thread.update": Rows["thread.list"];
  "thread.delete": Rows["thread.list"];
  "message.list": {
    id: string;
    threadId: string;
    author: string;
    text: string;
  };
  "message.read": Rows["message.list"];
  "message.create": Rows["message.list"];
  "message.update": Rows["message.list"];
  "message.delete": Rows["message.list"];
}

/** The row as each relation alone shows it. */
export interface RowsBy {
  "workspace": {
    "workspace.viewer": {
      id: string;
      slug: string;
      name: string;
      plan: string;
    };
    "workspace.manager": RowsBy["workspace"]["workspace.viewer"];
    "workspace.admin": RowsBy["workspace"]["workspace.viewer"];
    "staff.support": RowsBy["workspace"]["workspace.viewer"];
  };
  "member": {
    "owner": {
      id: string;
      userId: string | null;
      displayName: string;
      role: Role | null;
      email: string;
    };
    "workspace.viewer": {
      id: string;
      userId: string | null;
      displayName: string;
      role: Role | null;
      /** Masked (`email`) here. */
      email: string | null;
    };
    "workspace.manager": RowsBy["member"]["workspace.viewer"];
    "workspace.admin": RowsBy["member"]["owner"];
  };
  "invoice": {
    "owner": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      visibility: Visibility | null;
      number: string;
      customerName: string;
      status: string;
      total: number | string;
      dueOn: string;
      lines: Rows["invoice_line.read"][];
      customerEmail: string;
    };
    "workspace.viewer": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      visibility: Visibility | null;
      number: string;
      customerName: string;
      status: string;
      total: number | string;
      dueOn: string;
      lines: Rows["invoice_line.read"][];
      /** Masked (`email`) here. */
      customerEmail: string | null;
    };
    "workspace.manager": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      visibility: Visibility | null;
      number: string;
      customerName: string;
      status: string;
      total: number | string;
      dueOn: string;
      lines: Rows["invoice_line.read"][];
      customerEmail: string;
      internalNotes: string;
    };
    "workspace.admin": RowsBy["invoice"]["workspace.manager"];
    "link": {
      number: string;
      customerName: string;
      status: string;
      total: number | string;
      dueOn: string;
    };
    "staff.support": RowsBy["invoice"]["workspace.viewer"];
  };
  "invoice_line": {
    "owner": {
      id: string;
      workspaceId: string;
      invoiceId: string;
      text: string;
      amount: number | string;
    };
    "workspace.viewer": RowsBy["invoice_line"]["owner"];
    "workspace.manager": {
      id: string;
      workspaceId: string;
      invoiceId: string;
      text: string;
      amount: number | string;
      cost: number | string;
    };
    "workspace.admin": RowsBy["invoice_line"]["workspace.manager"];
    "link": Record<string, never>;
    "staff.support": RowsBy["invoice_line"]["owner"];
  };
  "subscription": {
    "workspace.manager": {
      id: string;
      workspaceId: string;
      plan: string;
      seats: number | string;
      price: number | string;
      renewsOn: string;
      /** Masked (`email`) here. */
      billingEmail: string | null;
      /** Masked (`last4`) here. */
      card: string | null;
    };
    "workspace.admin": {
      id: string;
      workspaceId: string;
      plan: string;
      seats: number | string;
      price: number | string;
      renewsOn: string;
      billingEmail: string;
      card: string;
    };
  };
  "thread": {
    "owner": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      title: string;
    };
    "workspace.viewer": RowsBy["thread"]["owner"];
    "workspace.manager": RowsBy["thread"]["owner"];
    "workspace.admin": RowsBy["thread"]["owner"];
  };
  "message": {
    "owner": {
      id: string;
      threadId: string;
      author: string;
      text: string;
    };
  };
}

/** What each action writes, whoever holds it. */
export interface Inputs {
  "invoice.create": {
    /** Needs `share` too. */
    visibility?: Visibility;
    number?: string;
    customerName?: string;
    status?: "draft" | "open" | "paid";
    total?: number | string;
    dueOn?: string;
    customerEmail?: string;
    internalNotes?: string;
  };
  "invoice.update": Inputs["invoice.create"];
  "invoice.share": Inputs["invoice.create"];
  "subscription.update": {
    seats?: number | string;
    billingEmail?: string;
  };
  "thread.create": {
    title?: string;
  };
  "thread.update": Inputs["thread.create"];
  "message.create": {
    text?: string;
  };
  "message.update": Inputs["message.create"];
}

/** What each relation alone writes. */
export interface InputsBy {
  "invoice": {
    "owner": {
      /** Needs `share` too. */
      visibility?: Visibility;
      number?: string;
      customerName?: string;
      total?: number | string;
      dueOn?: string;
      customerEmail?: string;
    };
    "workspace.manager": {
      /** Needs `share` too. */
      visibility?: Visibility;
      number?: string;
      customerName?: string;
      status?: "draft" | "open" | "paid";
      total?: number | string;
      dueOn?: string;
      customerEmail?: string;
      internalNotes?: string;
    };
    "workspace.admin": InputsBy["invoice"]["workspace.manager"];
  };
  "subscription": {
    "workspace.admin": {
      seats?: number | string;
      billingEmail?: string;
    };
  };
  "thread": {
    "owner": {
      title?: string;
    };
    "workspace.viewer": InputsBy["thread"]["owner"];
    "workspace.manager": InputsBy["thread"]["owner"];
    "workspace.admin": InputsBy["thread"]["owner"];
  };
  "message": {
    "owner": {
      text?: string;
    };
  };
}

/** What each screen needs of its resource. */
export interface Screens {}

/** An action on a resource, such as `invoice.read`. One that nobody may hold does not compile. */
export type Action = keyof Grants & string;

/** The resource that an action is on. */
export type ResourceOf<A extends Action> = A extends `${infer R extends Resource}.${string}` ? R : never;

/** The row that an action shows; with a relation, as that relation alone shows it. */
export type Row<A extends Action, R extends Grants[A] = never> = [R] extends [never]
  ? A extends keyof Rows ? Rows[A] : never
  : ResourceOf<A> extends infer S extends keyof RowsBy ? R extends keyof RowsBy[S] ? RowsBy[S][R] : never : never;

/** What an action writes; with a relation, what that relation alone writes. */
export type Input<A extends Action, R extends Grants[A] = never> = [R] extends [never]
  ? A extends keyof Inputs ? Inputs[A] : never
  : A extends keyof Inputs
    ? ResourceOf<A> extends infer S extends keyof InputsBy ? R extends keyof InputsBy[S] ? InputsBy[S][R] : never : never
    : never;

/** The whole model, for what takes it as one type argument. */
export interface Model {
  resource: Resource;
  action: Action;
  relation: Relation;
  role: Role;
  plan: Plan;
  service: Service;
  tables: Tables;
  grants: Grants;
  rows: Rows;
  rowsBy: RowsBy;
  inputs: Inputs;
  inputsBy: InputsBy;
  screens: Screens;
}
export const model: WrittenModel<{ readonly rows: Rows; readonly inputs: Inputs; readonly screens: Screens }> = { json: "#:schema https://raw.githubusercontent.com/ownguard/ownguard/main/crates/ownguard-wire/ownguard.schema.json\n# Who owns what in the example. It is complete: what it does not say is denied.\nversion  = 1\nrevision = 1\n\n[identity]\npreset       = \"jwt\"                         # lib/session.ts signs; ownguard checks\nissuer       = \"https://folio.example\"\naudience     = \"folio\"\nalgorithms   = \"HS256\"\nsecret       = \"env:SESSION_SECRET\"\ncookies      = \"session\"\nmax_lifetime = \"8h\"\n\n[identity.claims]\nstatus   = \"status\"\nguest    = \"guest\"\nverified = \"email_verified\"\nstaff    = \"staff\"\n\n[tenancy]\nname    = \"workspace\"\ntable   = \"workspaces\"\nstatus  = \"status\"\nroles   = [\"viewer\", \"manager\", \"admin\"]     # weakest first; each holds what those before it hold\nmembers = { table = \"workspace_members\", tenant = \"workspace_id\", user = \"user_id\", role = \"role\" }\nfacts   = [\"origin:/api/ownguard/facts\"]     # in the app: `facts` of lib/guard.ts\nmax_age = { read = \"60s\", write = \"0s\" }\n\n[staff]\nroles = [\"support\"]\n\n[wire]\ncase           = \"camel\"\nidentity_names = { userId = \"user\", workspaceId = \"tenant\" }   # a client that names itself must name itself rightly\n\n[resources.workspace]\ntable  = \"workspaces\"\nkey    = \"id:uuid\"\ntenant = \"id\"\nrest   = \"/api/workspaces\"\nshow   = [\"id\", \"slug\", \"name\", \"plan\"]\n\n[resources.workspace.grants]\nworkspace.viewer = [\"list\", \"read\"]\nstaff.support    = [\"read\"]\n\n[resources.member]\ntable  = \"workspace_members\"\nkey    = \"id:uuid\"\ntenant = \"workspace_id\"\nowner  = \"user_id\"\nrest   = \"/api/workspaces/{workspace}/members\"\nshow   = [\"id\", \"user_id\", \"display_name\", \"role\"]\n\n[resources.member.grants]\nowner            = [\"read\"]\nworkspace.viewer = [\"list\", \"read\"]\n\n[resources.member.fields]\nemail = { to = [\"owner\", \"workspace.admin\"], otherwise = \"mask:email\" }\n\n[resources.invoice]\ntable      = \"invoices\"\nkey        = \"id:uuid\"\ntenant     = \"workspace_id\"\nowner      = \"created_by\"\nvisibility = \"visibility\"                    # private | unlisted: whoever holds its link | public\nrest       = \"/api/workspaces/{workspace}/invoices\"\nshow       = [\"id\", \"workspace_id\", \"created_by\", \"number\", \"customer_name\", \"status\", \"total\", \"due_on\", \"visibility\", \"lines\"]\noutside    = [\"number\", \"customer_name\", \"status\", \"total\", \"due_on\"]   # what a share link shows\nwrite      = [\"number\", \"customer_name\", \"total\", \"due_on\"]\nnever      = [\"stripe_customer_id\"]\n\n[resources.invoice.grants]\nowner             = [\"list\", \"read\", \"update\", \"share\"]\nworkspace.viewer  = [\"list\", \"read\"]\nworkspace.manager = [\"create\", \"update\", \"delete\", \"share\"]\nstaff.support     = [\"read\"]\nlink              = [\"read\"]\n\n[resources.invoice.fields]\ncustomer_email = { to = [\"owner\", \"workspace.manager\"], write = [\"owner\", \"workspace.manager\"], otherwise = \"mask:email\" }\ninternal_notes = { to = [\"workspace.manager\"], write = [\"workspace.manager\"] }\nstatus         = { write = { workspace.manager = [\"draft\", \"open\", \"paid\"] } }\nvisibility     = { write = [\"owner\", \"workspace.manager\"] }    # and only with `share`\nlines          = { embed = \"invoice_line\" }\n\n[resources.invoice_line]                     # owned through its invoice\ntable  = \"invoice_lines\"\nkey    = \"id:uuid\"\ntenant = \"workspace_id\"\nparent = { resource = \"invoice\", field = \"invoice_id\", as = { list = \"read\", create = \"update\", delete = \"update\" } }\nshow   = [\"id\", \"workspace_id\", \"invoice_id\", \"text\", \"amount\"]\n\n[resources.invoice_line.fields]\ncost = { to = [\"workspace.manager\"] }\n\n[resources.subscription]                     # the billing page\ntable  = \"subscriptions\"\nkey    = \"id:uuid\"\ntenant = \"workspace_id\"\nrest   = \"/api/workspaces/{workspace}/subscriptions\"\nshow   = [\"id\", \"workspace_id\", \"plan\", \"seats\", \"price\", \"renews_on\"]\nwrite  = [\"seats\"]\nnever  = [\"stripe_customer_id\"]\n\n[resources.subscription.grants]\nworkspace.manager = [\"list\", \"read\"]\nworkspace.admin   = [\"update\"]\n\n[resources.subscription.fields]\nbilling_email = { to = [\"workspace.admin\"], write = [\"workspace.admin\"], otherwise = \"mask:email\" }\ncard          = { to = [\"workspace.admin\"], otherwise = \"mask:last4\" }\n\n[resources.thread]                           # a person's chat; nobody else's business\ntable  = \"threads\"\nkey    = \"id:uuid\"\ntenant = \"workspace_id\"\nowner  = \"created_by\"\nrest   = \"/api/workspaces/{workspace}/threads\"\nshow   = [\"id\", \"workspace_id\", \"created_by\", \"title\"]\nwrite  = [\"title\"]\n\n[resources.thread.grants]\nowner            = [\"list\", \"read\", \"update\", \"delete\"]\nworkspace.viewer = [\"create\"]\n\n[resources.message]                          # owned through its thread\ntable  = \"messages\"\nkey    = \"id:uuid\"\ntenant = \"workspace_id\"\nparent = { resource = \"thread\", field = \"thread_id\", as = { list = \"read\", create = \"update\", delete = \"update\" } }\nrest   = \"/api/workspaces/{workspace}/threads/{thread}/messages\"\nshow   = [\"id\", \"thread_id\", \"author\", \"text\"]\nwrite  = [\"text\"]\n\n[routes]\n\"GET /api/me\"                    = \"app\"\n\"POST /api/chat\"                 = \"app\"     # lib/assistant.ts and its tool are guarded in the app\n\"GET /s/{link}\"                  = { do = \"invoice.read\", answer = \"file\" }   # a page: decided before it is asked for\n\"GET /\"                          = \"public\"\n\"GET /sign-in\"                   = \"public\"\n\"POST /session\"                  = \"auth\"\n\"* /w/{workspace:slug}/{*rest}\"  = \"page\"\n\"* /_next/static/{*rest}\"        = \"public\"\n" };
