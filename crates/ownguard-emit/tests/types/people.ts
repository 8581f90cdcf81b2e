// Written by ownguard from revision 2 of the model. Change the model, not this file.
// Only types: nothing of it is left once compiled.

/** A column of which the model says no more. */
export type Scalar = string | number | boolean | null;

/** What a `json` column holds. */
export type JsonValue = Scalar | JsonValue[] | { [name: string]: JsonValue };

/** Every resource. */
export type Resource = "note" | "attachment";

/** How a caller stands to a row. */
export type Relation = "owner" | "service.reminders" | "authenticated" | "link" | "anyone";

/** The roles of a tenant, weakest first. */
export type Role = never;

/** The levels at which a row is shared. */
export type Level = never;

/** The plans, least first. */
export type Plan = "free" | "plus";

/** The roles of staff. */
export type StaffRole = never;

/** The services. */
export type Service = "reminders";

/** Who sees a row without a relation of their own. */
export type Visibility = "private" | "unlisted" | "public";

/** The table of each resource. */
export interface Tables {
  "note": "note";
  "attachment": "files.attachments";
}

/** Who may hold each action. What is not here is denied to everybody. */
export interface Grants {
  "note.list": "owner";
  "note.read": "owner" | "link" | "anyone";
  "note.create": "owner";
  "note.update": "owner";
  "note.delete": "owner";
  "note.restore": "owner";
  "note.export": "owner";
  "attachment.list": "owner" | "anyone";
  "attachment.read": "owner" | "link" | "anyone";
  "attachment.create": "owner";
  "attachment.update": "owner";
  "attachment.delete": "owner";
  "attachment.restore": "owner";
  "attachment.export": "owner";
}

/** The row as each action shows it. A member that some holders of the action do not see may be absent. */
export interface Rows {
  "note.list": {
    id: number | string;
    title: string;
    text: string | null;
    pinned: boolean;
    tags: JsonValue;
    locked: Scalar;
  };
  "note.read": {
    id?: number | string;
    title: string;
    text: string | null;
    pinned?: boolean;
    tags?: JsonValue;
    locked?: Scalar;
  };
  "note.create": Rows["note.list"];
  "note.update": Rows["note.list"];
  "note.delete": Rows["note.list"];
  "note.restore": Rows["note.list"];
  "note.export": Rows["note.list"];
  "attachment.list": {
    id?: string;
    name?: "a" | "b\"";
  };
  "attachment.read": Rows["attachment.list"];
  "attachment.create": {
    id: string;
    name: "a" | "b\"";
  };
  "attachment.update": Rows["attachment.create"];
  "attachment.delete": Rows["attachment.create"];
  "attachment.restore": Rows["attachment.create"];
  "attachment.export": Rows["attachment.create"];
}

/** The row as each relation alone shows it. */
export interface RowsBy {
  "note": {
    "owner": {
      id: number | string;
      title: string;
      text: string | null;
      pinned: boolean;
      tags: JsonValue;
      locked: Scalar;
    };
    "link": {
      title: string;
      text: string | null;
    };
    "anyone": RowsBy["note"]["link"];
  };
  "attachment": {
    "owner": {
      id: string;
      name: "a" | "b\"";
    };
    "link": Record<string, never>;
    "anyone": Record<string, never>;
  };
}

/** What each action writes, whoever holds it. */
export interface Inputs {
  "note.create": {
    title?: string;
    text?: string | null;
    pinned?: boolean;
    tags?: JsonValue;
  };
  "note.update": Inputs["note.create"];
  "attachment.create": {
    name?: "a" | "b\"";
  };
  "attachment.update": Inputs["attachment.create"];
}

/** What each relation alone writes. */
export interface InputsBy {
  "note": {
    "owner": {
      title?: string;
      text?: string | null;
      pinned?: boolean;
      tags?: JsonValue;
    };
  };
  "attachment": {
    "owner": {
      name?: "a" | "b\"";
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
