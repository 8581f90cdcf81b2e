// Written by ownguard from revision 1 of the model. Change the model, not this file.
// Only types: nothing of it is left once compiled.

/** A column of which the model says no more. */
export type Scalar = string | number | boolean | null;

/** What a `json` column holds. */
export type JsonValue = Scalar | JsonValue[] | { [name: string]: JsonValue };

/** Every resource. */
export type Resource = "workspace" | "member" | "profile" | "customer" | "invoice" | "invoice_line" | "project" | "thread" | "message" | "file";

/** How a caller stands to a row. */
export type Relation = "owner" | "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin" | "shared.view" | "shared.edit" | "service.stripe" | "service.cron" | "authenticated" | "link" | "anyone" | "staff.support";

/** The roles of a tenant, weakest first. */
export type Role = "viewer" | "member" | "manager" | "admin";

/** The levels at which a row is shared. */
export type Level = "view" | "edit";

/** The plans, least first. */
export type Plan = "free" | "pro" | "team";

/** The roles of staff. */
export type StaffRole = "support";

/** The services. */
export type Service = "stripe" | "cron";

/** Who sees a row without a relation of their own. */
export type Visibility = "private" | "unlisted" | "public";

/** The table of each resource. */
export interface Tables {
  "workspace": "workspaces";
  "member": "workspace_members";
  "profile": "profiles";
  "customer": "customers";
  "invoice": "invoices";
  "invoice_line": "invoice_lines";
  "project": "projects";
  "thread": "threads";
  "message": "messages";
  "file": "files";
}

/** Who may hold each action. What is not here is denied to everybody. */
export interface Grants {
  "workspace.list": "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin";
  "workspace.read": "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin" | "staff.support";
  "workspace.create": "authenticated";
  "workspace.update": "workspace.admin";
  "workspace.delete": "workspace.admin";
  "member.list": "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin";
  "member.read": "owner" | "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin" | "staff.support";
  "member.update": "workspace.admin";
  "member.delete": "owner" | "workspace.admin";
  "member.invite": "workspace.manager" | "workspace.admin";
  "profile.read": "owner" | "staff.support";
  "profile.update": "owner";
  "customer.list": "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin";
  "customer.read": "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin";
  "customer.create": "workspace.member" | "workspace.manager" | "workspace.admin";
  "customer.update": "workspace.member" | "workspace.manager" | "workspace.admin";
  "customer.delete": "workspace.manager" | "workspace.admin";
  "invoice.list": "owner" | "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin" | "service.cron";
  "invoice.read": "owner" | "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin" | "service.stripe" | "service.cron" | "link" | "anyone" | "staff.support";
  "invoice.create": "workspace.manager" | "workspace.admin";
  "invoice.update": "owner" | "workspace.manager" | "workspace.admin" | "service.stripe";
  "invoice.delete": "workspace.manager" | "workspace.admin";
  "invoice.restore": "workspace.manager" | "workspace.admin";
  "invoice.export": "workspace.manager" | "workspace.admin";
  "invoice.share": "owner" | "workspace.manager" | "workspace.admin";
  "invoice.bulk_update": "workspace.manager" | "workspace.admin";
  "invoice.remind": "owner" | "workspace.manager" | "workspace.admin" | "service.cron";
  "invoice_line.list": "owner" | "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin" | "service.stripe" | "service.cron" | "anyone" | "staff.support";
  "invoice_line.read": "owner" | "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin" | "service.stripe" | "service.cron" | "link" | "anyone" | "staff.support";
  "invoice_line.create": "owner" | "workspace.manager" | "workspace.admin" | "service.stripe";
  "invoice_line.update": "owner" | "workspace.manager" | "workspace.admin" | "service.stripe";
  "invoice_line.delete": "owner" | "workspace.manager" | "workspace.admin" | "service.stripe";
  "invoice_line.restore": "workspace.manager" | "workspace.admin";
  "invoice_line.export": "workspace.manager" | "workspace.admin";
  "invoice_line.share": "owner" | "workspace.manager" | "workspace.admin";
  "invoice_line.bulk_update": "workspace.manager" | "workspace.admin";
  "invoice_line.remind": "owner" | "workspace.manager" | "workspace.admin" | "service.cron";
  "project.list": "owner" | "workspace.manager" | "workspace.admin" | "shared.view" | "shared.edit";
  "project.read": "owner" | "workspace.manager" | "workspace.admin" | "shared.view" | "shared.edit" | "authenticated";
  "project.create": "workspace.member" | "workspace.manager" | "workspace.admin";
  "project.update": "owner" | "workspace.manager" | "workspace.admin" | "shared.edit";
  "project.delete": "owner" | "workspace.manager" | "workspace.admin";
  "project.share": "owner" | "workspace.manager" | "workspace.admin";
  "thread.list": "owner";
  "thread.read": "owner";
  "thread.create": "workspace.member" | "workspace.manager" | "workspace.admin";
  "thread.update": "owner";
  "thread.delete": "owner";
  "message.list": "owner";
  "message.read": "owner";
  "message.create": "owner";
  "message.update": "owner";
  "message.delete": "owner";
  "file.list": "owner" | "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin";
  "file.read": "owner" | "workspace.viewer" | "workspace.member" | "workspace.manager" | "workspace.admin" | "authenticated";
  "file.create": "workspace.member" | "workspace.manager" | "workspace.admin";
  "file.update": "owner" | "workspace.manager" | "workspace.admin";
  "file.delete": "owner" | "workspace.manager" | "workspace.admin";
}

/** The row as each action shows it. A member that some holders of the action do not see may be absent. */
export interface Rows {
  "workspace.list": {
    id: string;
    slug: Scalar;
    name: Scalar;
    plan: Scalar;
    status: Scalar;
    createdAt: Scalar;
  };
  "workspace.read": Rows["workspace.list"];
  "workspace.create": {
    id?: string;
    slug?: Scalar;
    name?: Scalar;
    plan?: Scalar;
    status?: Scalar;
    createdAt?: Scalar;
  };
  "workspace.update": Rows["workspace.list"];
  "workspace.delete": Rows["workspace.list"];
  "member.list": {
    id: string;
    userId: string | null;
    displayName: Scalar;
    role: Role | null;
    status: Scalar;
    /** Masked (`email`) to those who may not see it. */
    email: Scalar;
  };
  "member.read": Rows["member.list"];
  "member.update": Rows["member.list"];
  "member.delete": Rows["member.list"];
  "member.invite": Rows["member.list"];
  "profile.read": {
    id: string;
    email: Scalar;
    name: Scalar;
    avatarUrl: Scalar;
    status: Scalar;
    verified: Scalar;
    createdAt: Scalar;
  };
  "profile.update": Rows["profile.read"];
  "customer.list": {
    id: string;
    name: Scalar;
    createdAt: Scalar;
    /** Masked (`email`) to those who may not see it. */
    email: Scalar;
    vatNumber?: Scalar;
    /** `null` to those who may not see it. */
    creditScore: Scalar;
  };
  "customer.read": Rows["customer.list"];
  "customer.create": {
    id: string;
    name: Scalar;
    createdAt: Scalar;
    /** Masked (`email`) to those who may not see it. */
    email: Scalar;
    vatNumber: Scalar;
    /** `null` to those who may not see it. */
    creditScore: Scalar;
  };
  "customer.update": Rows["customer.create"];
  "customer.delete": Rows["customer.create"];
  "invoice.list": {
    id: string;
    workspaceId: string;
    createdBy: string | null;
    visibility: Visibility | null;
    projectId: string | null;
    customerId: string | null;
    number: Scalar;
    status: Scalar;
    total: Scalar;
    dueAt: Scalar;
    createdAt: Scalar;
    customer: Rows["customer.read"] | null;
    lines: Rows["invoice_line.read"][];
    metadata: JsonValue;
    /** Masked (`email`) to those who may not see it. */
    customerEmail: Scalar;
    internalNotes?: Scalar;
    shareLink?: Scalar;
  };
  "invoice.read": {
    id?: string;
    workspaceId?: string;
    createdBy?: string | null;
    visibility?: Visibility | null;
    projectId?: string | null;
    customerId?: string | null;
    number: Scalar;
    status: Scalar;
    total: Scalar;
    dueAt: Scalar;
    createdAt?: Scalar;
    customer?: Rows["customer.read"] | null;
    lines?: Rows["invoice_line.read"][];
    metadata?: JsonValue;
    /** Masked (`email`) to those who may not see it. */
    customerEmail?: Scalar;
    internalNotes?: Scalar;
    shareLink?: Scalar;
  };
  "invoice.create": {
    id: string;
    workspaceId: string;
    createdBy: string | null;
    visibility: Visibility | null;
    projectId: string | null;
    customerId: string | null;
    number: Scalar;
    status: Scalar;
    total: Scalar;
    dueAt: Scalar;
    createdAt: Scalar;
    customer: Rows["customer.read"] | null;
    lines: Rows["invoice_line.read"][];
    metadata: JsonValue;
    /** Masked (`email`) to those who may not see it. */
    customerEmail: Scalar;
    internalNotes: Scalar;
    shareLink: Scalar;
  };
  "invoice.update": Rows["invoice.list"];
  "invoice.delete": Rows["invoice.create"];
  "invoice.restore": Rows["invoice.create"];
  "invoice.export": Rows["invoice.create"];
  "invoice.share": {
    id: string;
    workspaceId: string;
    createdBy: string | null;
    visibility: Visibility | null;
    projectId: string | null;
    customerId: string | null;
    number: Scalar;
    status: Scalar;
    total: Scalar;
    dueAt: Scalar;
    createdAt: Scalar;
    customer: Rows["customer.read"] | null;
    lines: Rows["invoice_line.read"][];
    metadata: JsonValue;
    /** Masked (`email`) to those who may not see it. */
    customerEmail: Scalar;
    internalNotes?: Scalar;
    shareLink: Scalar;
  };
  "invoice.bulk_update": Rows["invoice.create"];
  "invoice.remind": Rows["invoice.list"];
  "invoice_line.list": {
    id?: string;
    invoiceId?: string;
    text?: Scalar;
    amount?: Scalar;
    cost?: Scalar;
  };
  "invoice_line.read": Rows["invoice_line.list"];
  "invoice_line.create": {
    id: string;
    invoiceId: string;
    text: Scalar;
    amount: Scalar;
    cost?: Scalar;
  };
  "invoice_line.update": Rows["invoice_line.create"];
  "invoice_line.delete": Rows["invoice_line.create"];
  "invoice_line.restore": {
    id: string;
    invoiceId: string;
    text: Scalar;
    amount: Scalar;
    cost: Scalar;
  };
  "invoice_line.export": Rows["invoice_line.restore"];
  "invoice_line.share": Rows["invoice_line.create"];
  "invoice_line.bulk_update": Rows["invoice_line.restore"];
  "invoice_line.remind": Rows["invoice_line.create"];
  "project.list": {
    id: string;
    workspaceId: string;
    createdBy: string | null;
    visibility: Visibility | null;
    name: Scalar;
    status: Scalar;
    createdAt: Scalar;
    /** `null` to those who may not see it. */
    budget: Scalar;
  };
  "project.read": {
    id: string;
    workspaceId?: string;
    createdBy?: string | null;
    visibility?: Visibility | null;
    name: Scalar;
    status: Scalar;
    createdAt?: Scalar;
    /** `null` to those who may not see it. */
    budget?: Scalar;
  };
  "project.create": Rows["project.read"];
  "project.update": Rows["project.list"];
  "project.delete": Rows["project.list"];
  "project.share": Rows["project.list"];
  "thread.list": {
    id: string;
    workspaceId: string;
    createdBy: string | null;
    title: Scalar;
    createdAt: Scalar;
  };
  "thread.read": Rows["thread.list"];
  "thread.create": Rows["thread.list"];
  "thread.update": Rows["thread.list"];
  "thread.delete": Rows["thread.list"];
  "message.list": {
    id: string;
    threadId: string;
    author: Scalar;
    text: Scalar;
    createdAt: Scalar;
  };
  "message.read": Rows["message.list"];
  "message.create": Rows["message.list"];
  "message.update": Rows["message.list"];
  "message.delete": Rows["message.list"];
  "file.list": {
    id: number | string;
    workspaceId: string;
    uploadedBy: string | null;
    visibility: Visibility | null;
    name: Scalar;
    contentType: Scalar;
    createdAt: Scalar;
  };
  "file.read": {
    id: number | string;
    workspaceId?: string;
    uploadedBy?: string | null;
    visibility?: Visibility | null;
    name: Scalar;
    contentType?: Scalar;
    createdAt?: Scalar;
  };
  "file.create": Rows["file.list"];
  "file.update": Rows["file.list"];
  "file.delete": Rows["file.list"];
}

/** The row as each relation alone shows it. */
export interface RowsBy {
  "workspace": {
    "workspace.viewer": {
      id: string;
      slug: Scalar;
      name: Scalar;
      plan: Scalar;
      status: Scalar;
      createdAt: Scalar;
    };
    "workspace.member": RowsBy["workspace"]["workspace.viewer"];
    "workspace.manager": RowsBy["workspace"]["workspace.viewer"];
    "workspace.admin": RowsBy["workspace"]["workspace.viewer"];
    "authenticated": Record<string, never>;
    "staff.support": RowsBy["workspace"]["workspace.viewer"];
  };
  "member": {
    "owner": {
      id: string;
      userId: string | null;
      displayName: Scalar;
      role: Role | null;
      status: Scalar;
      email: Scalar;
    };
    "workspace.viewer": {
      id: string;
      userId: string | null;
      displayName: Scalar;
      role: Role | null;
      status: Scalar;
      /** Masked (`email`) here. */
      email: string | null;
    };
    "workspace.member": RowsBy["member"]["workspace.viewer"];
    "workspace.manager": RowsBy["member"]["owner"];
    "workspace.admin": RowsBy["member"]["owner"];
    "staff.support": RowsBy["member"]["workspace.viewer"];
  };
  "profile": {
    "owner": {
      id: string;
      email: Scalar;
      name: Scalar;
      avatarUrl: Scalar;
      status: Scalar;
      verified: Scalar;
      createdAt: Scalar;
    };
    "staff.support": RowsBy["profile"]["owner"];
  };
  "customer": {
    "workspace.viewer": {
      id: string;
      name: Scalar;
      createdAt: Scalar;
      /** Masked (`email`) here. */
      email: string | null;
      /** `null` here. */
      creditScore: null;
    };
    "workspace.member": {
      id: string;
      name: Scalar;
      createdAt: Scalar;
      email: Scalar;
      vatNumber: Scalar;
      /** `null` here. */
      creditScore: null;
    };
    "workspace.manager": {
      id: string;
      name: Scalar;
      createdAt: Scalar;
      email: Scalar;
      vatNumber: Scalar;
      creditScore: Scalar;
    };
    "workspace.admin": RowsBy["customer"]["workspace.manager"];
  };
  "invoice": {
    "owner": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      visibility: Visibility | null;
      projectId: string | null;
      customerId: string | null;
      number: Scalar;
      status: Scalar;
      total: Scalar;
      dueAt: Scalar;
      createdAt: Scalar;
      customer: Rows["customer.read"] | null;
      lines: Rows["invoice_line.read"][];
      metadata: JsonValue;
      customerEmail: Scalar;
      shareLink: Scalar;
    };
    "workspace.viewer": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      visibility: Visibility | null;
      projectId: string | null;
      customerId: string | null;
      number: Scalar;
      status: Scalar;
      total: Scalar;
      dueAt: Scalar;
      createdAt: Scalar;
      customer: Rows["customer.read"] | null;
      lines: Rows["invoice_line.read"][];
      metadata: JsonValue;
      /** Masked (`email`) here. */
      customerEmail: string | null;
    };
    "workspace.member": RowsBy["invoice"]["workspace.viewer"];
    "workspace.manager": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      visibility: Visibility | null;
      projectId: string | null;
      customerId: string | null;
      number: Scalar;
      status: Scalar;
      total: Scalar;
      dueAt: Scalar;
      createdAt: Scalar;
      customer: Rows["customer.read"] | null;
      lines: Rows["invoice_line.read"][];
      metadata: JsonValue;
      customerEmail: Scalar;
      internalNotes: Scalar;
      shareLink: Scalar;
    };
    "workspace.admin": RowsBy["invoice"]["workspace.manager"];
    "service.stripe": RowsBy["invoice"]["workspace.viewer"];
    "service.cron": RowsBy["invoice"]["workspace.viewer"];
    "link": {
      number: Scalar;
      status: Scalar;
      total: Scalar;
      dueAt: Scalar;
    };
    "anyone": RowsBy["invoice"]["link"];
    "staff.support": RowsBy["invoice"]["workspace.viewer"];
  };
  "invoice_line": {
    "owner": {
      id: string;
      invoiceId: string;
      text: Scalar;
      amount: Scalar;
    };
    "workspace.viewer": RowsBy["invoice_line"]["owner"];
    "workspace.member": RowsBy["invoice_line"]["owner"];
    "workspace.manager": {
      id: string;
      invoiceId: string;
      text: Scalar;
      amount: Scalar;
      cost: Scalar;
    };
    "workspace.admin": RowsBy["invoice_line"]["workspace.manager"];
    "service.stripe": RowsBy["invoice_line"]["owner"];
    "service.cron": RowsBy["invoice_line"]["owner"];
    "link": Record<string, never>;
    "anyone": Record<string, never>;
    "staff.support": RowsBy["invoice_line"]["owner"];
  };
  "project": {
    "owner": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      visibility: Visibility | null;
      name: Scalar;
      status: Scalar;
      createdAt: Scalar;
      budget: Scalar;
    };
    "workspace.member": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      visibility: Visibility | null;
      name: Scalar;
      status: Scalar;
      createdAt: Scalar;
      /** `null` here. */
      budget: null;
    };
    "workspace.manager": RowsBy["project"]["owner"];
    "workspace.admin": RowsBy["project"]["owner"];
    "shared.view": RowsBy["project"]["workspace.member"];
    "shared.edit": RowsBy["project"]["workspace.member"];
    "authenticated": {
      id: string;
      name: Scalar;
      status: Scalar;
    };
  };
  "thread": {
    "owner": {
      id: string;
      workspaceId: string;
      createdBy: string | null;
      title: Scalar;
      createdAt: Scalar;
    };
    "workspace.member": RowsBy["thread"]["owner"];
    "workspace.manager": RowsBy["thread"]["owner"];
    "workspace.admin": RowsBy["thread"]["owner"];
  };
  "message": {
    "owner": {
      id: string;
      threadId: string;
      author: Scalar;
      text: Scalar;
      createdAt: Scalar;
    };
  };
  "file": {
    "owner": {
      id: number | string;
      workspaceId: string;
      uploadedBy: string | null;
      visibility: Visibility | null;
      name: Scalar;
      contentType: Scalar;
      createdAt: Scalar;
    };
    "workspace.viewer": RowsBy["file"]["owner"];
    "workspace.member": RowsBy["file"]["owner"];
    "workspace.manager": RowsBy["file"]["owner"];
    "workspace.admin": RowsBy["file"]["owner"];
    "authenticated": {
      id: number | string;
      name: Scalar;
    };
  };
}

/** What each action writes, whoever holds it. */
export interface Inputs {
  "workspace.create": {
    slug?: Scalar;
    name?: Scalar;
  };
  "workspace.update": Inputs["workspace.create"];
  "member.update": {
    displayName?: Scalar;
    role?: Role;
    email?: Scalar;
  };
  "member.invite": Inputs["member.update"];
  "profile.update": {
    name?: Scalar;
    avatarUrl?: Scalar;
  };
  "customer.create": {
    name?: Scalar;
    email?: Scalar;
    vatNumber?: Scalar;
  };
  "customer.update": Inputs["customer.create"];
  "invoice.create": {
    /** Needs `share` too. */
    visibility?: Visibility;
    projectId?: string | null;
    customerId?: string | null;
    number?: Scalar;
    status?: "draft" | "open" | "void";
    total?: Scalar;
    dueAt?: Scalar;
    internalNotes?: Scalar;
  };
  "invoice.update": {
    /** Needs `share` too. */
    visibility?: Visibility;
    projectId?: string | null;
    customerId?: string | null;
    number?: Scalar;
    status?: "draft" | "open" | "void" | "paid" | "past_due";
    total?: Scalar;
    dueAt?: Scalar;
    internalNotes?: Scalar;
  };
  "invoice.share": Inputs["invoice.create"];
  "invoice.bulk_update": Inputs["invoice.create"];
  "invoice.remind": Inputs["invoice.create"];
  "invoice_line.create": {
    text?: Scalar;
    amount?: Scalar;
    cost?: Scalar;
  };
  "invoice_line.update": Inputs["invoice_line.create"];
  "invoice_line.share": Inputs["invoice_line.create"];
  "invoice_line.bulk_update": Inputs["invoice_line.create"];
  "invoice_line.remind": Inputs["invoice_line.create"];
  "project.create": {
    name?: Scalar;
    status?: Scalar;
    budget?: Scalar;
  };
  "project.update": Inputs["project.create"];
  "project.share": Inputs["project.create"];
  "thread.create": {
    title?: Scalar;
  };
  "thread.update": Inputs["thread.create"];
  "message.create": {
    text?: Scalar;
  };
  "message.update": Inputs["message.create"];
  "file.create": {
    name?: Scalar;
    contentType?: Scalar;
    content?: Scalar;
  };
  "file.update": Inputs["file.create"];
}

/** What each relation alone writes. */
export interface InputsBy {
  "workspace": {
    "workspace.admin": {
      slug?: Scalar;
      name?: Scalar;
    };
    "authenticated": InputsBy["workspace"]["workspace.admin"];
  };
  "member": {
    "workspace.manager": {
      role?: Role;
      email?: Scalar;
    };
    "workspace.admin": {
      displayName?: Scalar;
      role?: Role;
      email?: Scalar;
    };
  };
  "profile": {
    "owner": {
      name?: Scalar;
      avatarUrl?: Scalar;
    };
  };
  "customer": {
    "workspace.member": {
      name?: Scalar;
      email?: Scalar;
      vatNumber?: Scalar;
    };
    "workspace.manager": InputsBy["customer"]["workspace.member"];
    "workspace.admin": InputsBy["customer"]["workspace.member"];
  };
  "invoice": {
    "owner": {
      /** Needs `share` too. */
      visibility?: Visibility;
      number?: Scalar;
      total?: Scalar;
      dueAt?: Scalar;
    };
    "workspace.manager": {
      /** Needs `share` too. */
      visibility?: Visibility;
      projectId?: string | null;
      customerId?: string | null;
      number?: Scalar;
      status?: "draft" | "open" | "void";
      total?: Scalar;
      dueAt?: Scalar;
      internalNotes?: Scalar;
    };
    "workspace.admin": InputsBy["invoice"]["workspace.manager"];
    "service.stripe": {
      number?: Scalar;
      status?: "paid" | "past_due";
      total?: Scalar;
      dueAt?: Scalar;
    };
    "service.cron": {
      number?: Scalar;
      total?: Scalar;
      dueAt?: Scalar;
    };
  };
  "invoice_line": {
    "owner": {
      text?: Scalar;
      amount?: Scalar;
    };
    "workspace.manager": {
      text?: Scalar;
      amount?: Scalar;
      cost?: Scalar;
    };
    "workspace.admin": InputsBy["invoice_line"]["workspace.manager"];
    "service.stripe": InputsBy["invoice_line"]["owner"];
    "service.cron": InputsBy["invoice_line"]["owner"];
  };
  "project": {
    "owner": {
      name?: Scalar;
      status?: Scalar;
      budget?: Scalar;
    };
    "workspace.member": {
      name?: Scalar;
      status?: Scalar;
    };
    "workspace.manager": InputsBy["project"]["owner"];
    "workspace.admin": InputsBy["project"]["owner"];
    "shared.edit": InputsBy["project"]["workspace.member"];
  };
  "thread": {
    "owner": {
      title?: Scalar;
    };
    "workspace.member": InputsBy["thread"]["owner"];
    "workspace.manager": InputsBy["thread"]["owner"];
    "workspace.admin": InputsBy["thread"]["owner"];
  };
  "message": {
    "owner": {
      text?: Scalar;
    };
  };
  "file": {
    "owner": {
      name?: Scalar;
      contentType?: Scalar;
      content?: Scalar;
    };
    "workspace.member": InputsBy["file"]["owner"];
    "workspace.manager": InputsBy["file"]["owner"];
    "workspace.admin": InputsBy["file"]["owner"];
  };
}

/** What each screen needs of its resource. */
export interface Screens {
  "order_status": {
    id?: string;
    number: Scalar;
    status: Scalar;
    total: Scalar;
  };
  "team": {
    id: string;
    displayName: Scalar;
    role: Role | null;
  };
}

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
