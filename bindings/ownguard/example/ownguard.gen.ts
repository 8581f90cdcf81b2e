// Written by ownguard from revision 1 of the model. Change the model, not this file.
// Committed or not, as you like: it holds no secret. It is for the server.
/* eslint-disable */
import type { WrittenModel } from "ownguard";

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

/** The model itself, for `createGuard`: as JSON, and what is made of it here so that an app need not. */
export const model: WrittenModel<{ rows: Rows; inputs: Inputs; screens: Screens }> = {
  json: `{
  "version": 1,
  "revision": 1,
  "identity": {
    "preset": "jwt",
    "issuer": "https://folio.example",
    "audience": "folio",
    "algorithms": "HS256",
    "secret": "env:SESSION_SECRET",
    "cookies": "session",
    "max_lifetime": "8h",
    "claims": {"status":"status","guest":"guest","verified":"email_verified","staff":"staff"}
  },
  "tenancy": {
    "name": "workspace",
    "table": "workspaces",
    "status": "status",
    "roles": ["viewer","manager","admin"],
    "members": {"table":"workspace_members","tenant":"workspace_id","user":"user_id","role":"role","active":{"status":"active"}},
    "facts": ["origin:/api/ownguard/facts"],
    "max_age": {"read":"60s","write":"0s"}
  },
  "staff": {
    "roles": ["support"]
  },
  "wire": {
    "case": "camel",
    "identity_names": {"userId":"user","workspaceId":"tenant"}
  },
  "resources": {
    "workspace": {"table":"workspaces","key":"id:uuid","tenant":"id","rest":"/api/workspaces","show":["id","slug","name","plan"],"grants":{"workspace":{"viewer":["list","read"]},"staff":{"support":["read"]}}},
    "member": {"table":"workspace_members","key":"id:uuid","tenant":"workspace_id","owner":"user_id","rest":"/api/workspaces/{workspace}/members","show":["id","user_id","display_name","role"],"grants":{"owner":["read"],"workspace":{"viewer":["list","read"]}},"fields":{"email":{"to":["owner","workspace.admin"],"otherwise":"mask:email"}}},
    "invoice": {"table":"invoices","key":"id:uuid","tenant":"workspace_id","owner":"created_by","visibility":"visibility","rest":"/api/workspaces/{workspace}/invoices","show":["id","workspace_id","created_by","number","customer_name","status","total","due_on","visibility","lines"],"outside":["number","customer_name","status","total","due_on"],"write":["number","customer_name","total","due_on"],"never":["stripe_customer_id"],"grants":{"owner":["list","read","update","share"],"workspace":{"viewer":["list","read"],"manager":["create","update","delete","share"]},"staff":{"support":["read"]},"link":["read"]},"fields":{"customer_email":{"to":["owner","workspace.manager"],"write":["owner","workspace.manager"],"otherwise":"mask:email"},"internal_notes":{"to":["workspace.manager"],"write":["workspace.manager"]},"status":{"write":{"workspace":{"manager":["draft","open","paid"]}}},"visibility":{"write":["owner","workspace.manager"]},"lines":{"embed":"invoice_line"}}},
    "invoice_line": {"table":"invoice_lines","key":"id:uuid","tenant":"workspace_id","parent":{"resource":"invoice","field":"invoice_id","as":{"list":"read","create":"update","delete":"update"}},"show":["id","workspace_id","invoice_id","text","amount"],"fields":{"cost":{"to":["workspace.manager"]}}},
    "subscription": {"table":"subscriptions","key":"id:uuid","tenant":"workspace_id","rest":"/api/workspaces/{workspace}/subscriptions","show":["id","workspace_id","plan","seats","price","renews_on"],"write":["seats"],"never":["stripe_customer_id"],"grants":{"workspace":{"manager":["list","read"],"admin":["update"]}},"fields":{"billing_email":{"to":["workspace.admin"],"write":["workspace.admin"],"otherwise":"mask:email"},"card":{"to":["workspace.admin"],"otherwise":"mask:last4"}}},
    "thread": {"table":"threads","key":"id:uuid","tenant":"workspace_id","owner":"created_by","rest":"/api/workspaces/{workspace}/threads","show":["id","workspace_id","created_by","title"],"write":["title"],"grants":{"owner":["list","read","update","delete"],"workspace":{"viewer":["create"]}}},
    "message": {"table":"messages","key":"id:uuid","tenant":"workspace_id","parent":{"resource":"thread","field":"thread_id","as":{"list":"read","create":"update","delete":"update"}},"rest":"/api/workspaces/{workspace}/threads/{thread}/messages","show":["id","thread_id","author","text"],"write":["text"]}
  },
  "routes": {
    "GET /api/me": "app",
    "POST /api/workspaces/{workspace}/threads/{thread}/messages": {"do":"message.create","answer":"stream"},
    "GET /s/{link}": {"do":"invoice.read","answer":"file"},
    "GET /": "public",
    "GET /sign-in": "public",
    "POST /session": "auth",
    "* /w/{workspace:slug}/{*rest}": "page",
    "* /_next/static/{*rest}": "public"
  }
}`,
  described: `{"hash":"0e03bf1c0517e1522d5d218ab710d79eb1d846fc58111bc545796b5e2dd9a946","revision":1,"actions":["list","read","create","update","delete","restore","export","share","invite","bulk_update"],"writes":["create","update","delete","restore","share","invite","bulk_update"],"tenancy":"workspace","roles":["viewer","manager","admin"],"identityNames":[{"name":"userId","of":"user"},{"name":"workspaceId","of":"tenant"}],"factsPath":"/api/ownguard/facts","origins":[],"resources":[{"name":"workspace","table":"workspaces","key":{"column":"id","wire":"id","kind":"uuid"},"tenant":{"column":"id","wire":"id"},"shares":false,"members":false,"when":[],"fields":[{"column":"id","wire":"id","kind":"scalar","never":false},{"column":"slug","wire":"slug","kind":"scalar","never":false},{"column":"name","wire":"name","kind":"scalar","never":false},{"column":"plan","wire":"plan","kind":"scalar","never":false}],"actions":["list","read"],"screens":[]},{"name":"member","table":"workspace_members","key":{"column":"id","wire":"id","kind":"uuid"},"tenant":{"column":"workspace_id","wire":"workspaceId"},"owner":{"column":"user_id","wire":"userId"},"shares":false,"members":true,"role":{"column":"role","wire":"role"},"when":[],"fields":[{"column":"id","wire":"id","kind":"scalar","never":false},{"column":"workspace_id","wire":"workspaceId","kind":"scalar","never":false},{"column":"user_id","wire":"userId","kind":"scalar","never":false},{"column":"display_name","wire":"displayName","kind":"scalar","never":false},{"column":"role","wire":"role","kind":"scalar","never":false},{"column":"status","wire":"status","kind":"scalar","never":false},{"column":"email","wire":"email","kind":"scalar","never":false}],"actions":["list","read"],"screens":[]},{"name":"invoice","table":"invoices","key":{"column":"id","wire":"id","kind":"uuid"},"tenant":{"column":"workspace_id","wire":"workspaceId"},"owner":{"column":"created_by","wire":"createdBy"},"visibility":{"column":"visibility","wire":"visibility"},"shares":false,"members":false,"when":[],"fields":[{"column":"id","wire":"id","kind":"scalar","never":false},{"column":"workspace_id","wire":"workspaceId","kind":"scalar","never":false},{"column":"created_by","wire":"createdBy","kind":"scalar","never":false},{"column":"visibility","wire":"visibility","kind":"scalar","never":false},{"column":"number","wire":"number","kind":"scalar","never":false},{"column":"customer_name","wire":"customerName","kind":"scalar","never":false},{"column":"status","wire":"status","kind":"scalar","never":false},{"column":"total","wire":"total","kind":"scalar","never":false},{"column":"due_on","wire":"dueOn","kind":"scalar","never":false},{"column":"lines","wire":"lines","kind":"embed","embed":"invoice_line","never":false},{"column":"stripe_customer_id","wire":"stripeCustomerId","kind":"scalar","never":true},{"column":"customer_email","wire":"customerEmail","kind":"scalar","never":false},{"column":"internal_notes","wire":"internalNotes","kind":"scalar","never":false}],"actions":["list","read","create","update","delete","share"],"screens":[]},{"name":"invoice_line","table":"invoice_lines","key":{"column":"id","wire":"id","kind":"uuid"},"tenant":{"column":"workspace_id","wire":"workspaceId"},"parent":{"resource":"invoice","column":"invoice_id","wire":"invoiceId"},"shares":false,"members":false,"when":[],"fields":[{"column":"id","wire":"id","kind":"scalar","never":false},{"column":"workspace_id","wire":"workspaceId","kind":"scalar","never":false},{"column":"invoice_id","wire":"invoiceId","kind":"scalar","never":false},{"column":"text","wire":"text","kind":"scalar","never":false},{"column":"amount","wire":"amount","kind":"scalar","never":false},{"column":"cost","wire":"cost","kind":"scalar","never":false}],"actions":["list","read","create","update","delete","share"],"screens":[]},{"name":"subscription","table":"subscriptions","key":{"column":"id","wire":"id","kind":"uuid"},"tenant":{"column":"workspace_id","wire":"workspaceId"},"shares":false,"members":false,"when":[],"fields":[{"column":"id","wire":"id","kind":"scalar","never":false},{"column":"workspace_id","wire":"workspaceId","kind":"scalar","never":false},{"column":"plan","wire":"plan","kind":"scalar","never":false},{"column":"seats","wire":"seats","kind":"scalar","never":false},{"column":"price","wire":"price","kind":"scalar","never":false},{"column":"renews_on","wire":"renewsOn","kind":"scalar","never":false},{"column":"stripe_customer_id","wire":"stripeCustomerId","kind":"scalar","never":true},{"column":"billing_email","wire":"billingEmail","kind":"scalar","never":false},{"column":"card","wire":"card","kind":"scalar","never":false}],"actions":["list","read","update"],"screens":[]},{"name":"thread","table":"threads","key":{"column":"id","wire":"id","kind":"uuid"},"tenant":{"column":"workspace_id","wire":"workspaceId"},"owner":{"column":"created_by","wire":"createdBy"},"shares":false,"members":false,"when":[],"fields":[{"column":"id","wire":"id","kind":"scalar","never":false},{"column":"workspace_id","wire":"workspaceId","kind":"scalar","never":false},{"column":"created_by","wire":"createdBy","kind":"scalar","never":false},{"column":"title","wire":"title","kind":"scalar","never":false}],"actions":["list","read","create","update","delete"],"screens":[]},{"name":"message","table":"messages","key":{"column":"id","wire":"id","kind":"uuid"},"tenant":{"column":"workspace_id","wire":"workspaceId"},"parent":{"resource":"thread","column":"thread_id","wire":"threadId"},"shares":false,"members":false,"when":[],"fields":[{"column":"id","wire":"id","kind":"scalar","never":false},{"column":"workspace_id","wire":"workspaceId","kind":"scalar","never":false},{"column":"thread_id","wire":"threadId","kind":"scalar","never":false},{"column":"author","wire":"author","kind":"scalar","never":false},{"column":"text","wire":"text","kind":"scalar","never":false}],"actions":["list","read","create","update","delete"],"screens":[]}],"routes":[{"method":"GET","pattern":"/api/workspaces","kind":"action"},{"method":"POST","pattern":"/api/workspaces","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{id}","kind":"action"},{"method":"PATCH","pattern":"/api/workspaces/{id}","kind":"action"},{"method":"DELETE","pattern":"/api/workspaces/{id}","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/members","kind":"action"},{"method":"POST","pattern":"/api/workspaces/{workspace}/members","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/members/{id}","kind":"action"},{"method":"PATCH","pattern":"/api/workspaces/{workspace}/members/{id}","kind":"action"},{"method":"DELETE","pattern":"/api/workspaces/{workspace}/members/{id}","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/invoices","kind":"action"},{"method":"POST","pattern":"/api/workspaces/{workspace}/invoices","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/invoices/{id}","kind":"action"},{"method":"PATCH","pattern":"/api/workspaces/{workspace}/invoices/{id}","kind":"action"},{"method":"DELETE","pattern":"/api/workspaces/{workspace}/invoices/{id}","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/subscriptions","kind":"action"},{"method":"POST","pattern":"/api/workspaces/{workspace}/subscriptions","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/subscriptions/{id}","kind":"action"},{"method":"PATCH","pattern":"/api/workspaces/{workspace}/subscriptions/{id}","kind":"action"},{"method":"DELETE","pattern":"/api/workspaces/{workspace}/subscriptions/{id}","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/threads","kind":"action"},{"method":"POST","pattern":"/api/workspaces/{workspace}/threads","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/threads/{id}","kind":"action"},{"method":"PATCH","pattern":"/api/workspaces/{workspace}/threads/{id}","kind":"action"},{"method":"DELETE","pattern":"/api/workspaces/{workspace}/threads/{id}","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/threads/{thread}/messages","kind":"action"},{"method":"POST","pattern":"/api/workspaces/{workspace}/threads/{thread}/messages","kind":"action"},{"method":"GET","pattern":"/api/workspaces/{workspace}/threads/{thread}/messages/{id}","kind":"action"},{"method":"PATCH","pattern":"/api/workspaces/{workspace}/threads/{thread}/messages/{id}","kind":"action"},{"method":"DELETE","pattern":"/api/workspaces/{workspace}/threads/{thread}/messages/{id}","kind":"action"},{"method":"GET","pattern":"/api/me","kind":"app"},{"method":"GET","pattern":"/s/{link}","kind":"action"},{"method":"GET","pattern":"/","kind":"public"},{"method":"GET","pattern":"/sign-in","kind":"public"},{"method":"POST","pattern":"/session","kind":"auth"},{"pattern":"/w/{workspace:slug}/{*rest}","kind":"page"},{"pattern":"/_next/static/{*rest}","kind":"public"}]}`,
  compact: "b2cAAeLrhJ9CvuLdnQwBAQl3b3Jrc3BhY2UDBnZpZXdlcgdtYW5hZ2VyBWFkbWluAAABB3N1cHBvcnQAAAABPAEABwl3b3Jrc3BhY2UEAmlkAmlkAAEAAAAAAAAEc2x1ZwRzbHVnAAEAAAAAAAAEbmFtZQRuYW1lAAEAAAAAAAAEcGxhbgRwbGFuAAEAAAAAAAAAAAEAAAAAAAAAAwEAAAEBAAcBAAAABm1lbWJlcgcCaWQCaWQAAQAAAAAAAAx3b3Jrc3BhY2VfaWQLd29ya3NwYWNlSWQAAAAAAAAAAAd1c2VyX2lkBnVzZXJJZAABAAAAAAAADGRpc3BsYXlfbmFtZQtkaXNwbGF5TmFtZQABAAAAAAAABHJvbGUEcm9sZQABAAAAAAAABnN0YXR1cwZzdGF0dXMAAAAAAAAAAAVlbWFpbAVlbWFpbAAAAAABAgADAgVlbWFpbAAAAAABAQECAAAAAAEEAgEFAwABAAEAAAEBAAAAB2ludm9pY2UNAmlkAmlkAAEAAAAAAAAMd29ya3NwYWNlX2lkC3dvcmtzcGFjZUlkAAEAAAAAAAAKY3JlYXRlZF9ieQljcmVhdGVkQnkAAQAAAAAAAAp2aXNpYmlsaXR5CnZpc2liaWxpdHkAAQAAAAACAgAAAgAABm51bWJlcgZudW1iZXIAAQEAAAABAA1jdXN0b21lcl9uYW1lDGN1c3RvbWVyTmFtZQABAQAAAAEABnN0YXR1cwZzdGF0dXMAAQEAAAACAQIBAwVkcmFmdARvcGVuBHBhaWQABXRvdGFsBXRvdGFsAAEBAAAAAQAGZHVlX29uBWR1ZU9uAAEBAAAAAQAFbGluZXMFbGluZXMCAwEAAAAAAAASc3RyaXBlX2N1c3RvbWVyX2lkEHN0cmlwZUN1c3RvbWVySWQAAAABAAAAAA5jdXN0b21lcl9lbWFpbA1jdXN0b21lckVtYWlsAAAAAAECAAICBWVtYWlsAgIAAAIAAA5pbnRlcm5hbF9ub3Rlcw1pbnRlcm5hbE5vdGVzAAAAAAEBAgACAQIAAAAAAQEBAgEDAAAAAAwAAAAAAQAAAwAABwABAAABAQACAgACAwACBAACBwAHAQAFAQAAAAxpbnZvaWNlX2xpbmUGAmlkAmlkAAEAAAAAAAAMd29ya3NwYWNlX2lkC3dvcmtzcGFjZUlkAAEAAAAAAAAKaW52b2ljZV9pZAlpbnZvaWNlSWQAAQAAAAAAAAR0ZXh0BHRleHQAAQAAAAAAAAZhbW91bnQGYW1vdW50AAEAAAAAAAAEY29zdARjb3N0AAAAAAEBAgAAAAAAAQEAAAABAgIDAAECAwQDAAAAAAAMc3Vic2NyaXB0aW9uCQJpZAJpZAABAAAAAAAADHdvcmtzcGFjZV9pZAt3b3Jrc3BhY2VJZAABAAAAAAAABHBsYW4EcGxhbgABAAAAAAAABXNlYXRzBXNlYXRzAAEAAAAAAQAFcHJpY2UFcHJpY2UAAQAAAAAAAAlyZW5ld3Nfb24IcmVuZXdzT24AAQAAAAAAABJzdHJpcGVfY3VzdG9tZXJfaWQQc3RyaXBlQ3VzdG9tZXJJZAAAAAEAAAAADWJpbGxpbmdfZW1haWwMYmlsbGluZ0VtYWlsAAAAAAEBAwIFZW1haWwCAQMAAARjYXJkBGNhcmQAAAAAAQEDAgVsYXN0NAAAAAABAQAAAAAAAAMCAAACAQADAwAAAAZ0aHJlYWQEAmlkAmlkAAEAAAAAAAAMd29ya3NwYWNlX2lkC3dvcmtzcGFjZUlkAAEAAAAAAAAKY3JlYXRlZF9ieQljcmVhdGVkQnkAAQAAAAAAAAV0aXRsZQV0aXRsZQABAAAAAAEAAAABAQECAAAAAAAFAAAAAAEAAAMAAAQAAQIAAAAHbWVzc2FnZQUCaWQCaWQAAQAAAAAAAAx3b3Jrc3BhY2VfaWQLd29ya3NwYWNlSWQAAAAAAAAAAAl0aHJlYWRfaWQIdGhyZWFkSWQAAQAAAAAAAAZhdXRob3IGYXV0aG9yAAEAAAAAAAAEdGV4dAR0ZXh0AAEAAAAAAQAAAAEBAAAAAQUCAwABAgMEAwAAAAAAAA4DvxwFF+FSLV0hircQ156x2Eb8WBEbxUV5a14t2alGBAAAAgZ1c2VySWQAC3dvcmtzcGFjZUlkAQEKd29ya3NwYWNlcwJpZAEGc3RhdHVzAAERd29ya3NwYWNlX21lbWJlcnMMd29ya3NwYWNlX2lkB3VzZXJfaWQEcm9sZQEGc3RhdHVzAQEGYWN0aXZlBwp3b3Jrc3BhY2VzABF3b3Jrc3BhY2VfbWVtYmVycwAIaW52b2ljZXMADWludm9pY2VfbGluZXMADXN1YnNjcmlwdGlvbnMAB3RocmVhZHMACG1lc3NhZ2VzAAEFAAEAFWh0dHBzOi8vZm9saW8uZXhhbXBsZQEABWZvbGlvAAEAAAEBDlNFU1NJT05fU0VDUkVUAQdzZXNzaW9uAAGA4QEAAAEGc3RhdHVzAQAFZ3Vlc3QBDmVtYWlsX3ZlcmlmaWVkAQVzdGFmZgAAAAABARMvYXBpL293bmd1YXJkL2ZhY3Rz",
};
