// What the typed layer speaks in: the written model and its types, who calls, what is known of
// them, and what a decision says. Types only: nothing of this file is left once compiled.

declare const types: unique symbol;

/**
 * The types of one model, as `ownguard build` writes them: the row that each action shows, what each
 * action writes, and what each screen needs.
 */
export interface Shape {
  readonly rows: object;
  readonly inputs: object;
  readonly screens: object;
}

/** The shape of a model of which TypeScript knows nothing: every name compiles, rows are unknown. */
export interface AnyShape extends Shape {
  readonly rows: Readonly<Record<string, Record<string, unknown>>>;
  readonly inputs: Readonly<Record<string, Record<string, unknown>>>;
  readonly screens: Readonly<Record<string, Record<string, unknown>>>;
}

/**
 * A model as `ownguard build` writes it into `ownguard.gen.ts`.
 *
 * @example
 * ```ts
 * import { createGuard, supabase } from "ownguard";
 * import { model } from "./ownguard.gen";
 * const og = createGuard({ model, session: supabase({ url: process.env.SUPABASE_URL }) });
 * ```
 */
export interface WrittenModel<T extends Shape = AnyShape> {
  /** The model as JSON. */
  readonly json: string;
  /** Its names, as JSON. Without it and `compact` the model is read at run time, which loads more. */
  readonly described?: string;
  /** The model as the core reads it: bytes as base64, sealed with both texts. */
  readonly compact?: string;
  /** Never there: carries the types. */
  readonly [types]?: T;
}

/** An action on a resource, such as `"invoice.read"`. One that nobody may hold does not compile. */
export type ActionOf<T extends Shape> = keyof T["rows"] & string;

/** The resource that an action is on. */
export type ResourceOf<A extends string> = A extends `${infer R}.${string}` ? R : never;

/** The row as an action shows it, in wire names. */
export type RowOf<T extends Shape, A extends string> = A extends keyof T["rows"] ? T["rows"][A] : never;

/** What an action writes, in wire names. */
export type InputOf<T extends Shape, A extends string> = A extends keyof T["inputs"]
  ? T["inputs"][A]
  : Record<string, never>;

/** A screen of the model. */
export type ScreenOf<T extends Shape> = keyof T["screens"] & string;

/** A key, a tenant or a person as JavaScript holds it. A number beyond 2^53 or with a fraction is refused. */
export type Key = string | number | bigint;

/** Whether an account, a membership or a tenant is in use. An unknown word is suspended. */
export type Standing = "active" | "suspended";

/**
 * What an app knows of a subject: the shape that its facts route answers. What is left out is not
 * known, and what is not known grants nothing.
 *
 * @example
 * ```ts
 * const facts = async (subject: string): Promise<Facts> => ({
 *   user: { status: "active", verified: true },
 *   memberships: await db.memberships(subject), // [{ tenant: "t1", role: "admin" }]
 * });
 * ```
 */
export interface Facts {
  /** When it was true, in unix seconds; the present unless given. */
  readonly as_of?: number;
  readonly user?: { readonly status?: string; readonly verified?: boolean; readonly plan?: string | null };
  /** Roles of the app's own staff. */
  readonly staff?: readonly string[];
  readonly memberships?: readonly MembershipFacts[];
}

/** One membership of {@link Facts}. */
export interface MembershipFacts {
  readonly tenant: Key;
  readonly role?: string | null;
  /** Of the membership; active unless given. */
  readonly status?: string;
  /** Of the tenant. */
  readonly plan?: string | null;
  /** Of the tenant; active unless given. */
  readonly tenant_status?: string;
}

/** When a fact was true: in unix seconds, or asked in this request. */
export type When = { readonly at: number } | "this_request";

/** What is known of a person or guest beside their id. */
export interface Account {
  /** The subject. */
  readonly id: string;
  readonly status?: Standing;
  /** Whether the e-mail address is verified; no unless given. */
  readonly verified?: boolean;
  /** Their own plan, in a model without tenancy. */
  readonly plan?: string;
  /** The present unless given. */
  readonly as_of?: When;
}

/** Where a person belongs. */
export interface Membership {
  readonly tenant: string;
  readonly role?: string;
  readonly status?: Standing;
  readonly tenant_status?: Standing;
  readonly plan?: string;
  readonly as_of?: When;
}

/**
 * A caller in full, for tests and jobs: what `tests/vectors/decide` and `ownguard explain` take.
 *
 * @example
 * ```ts
 * const alice: Caller = { kind: "person", id: "u1", memberships: [{ tenant: "t1", role: "viewer" }] };
 * og.as(alice).can("invoice.read", row);
 * og.as({ kind: "service", name: "cron", tenant: "t1" }).can("invoice.remind", row);
 * ```
 */
export type Caller =
  | { readonly kind: "anonymous" }
  | ({ readonly kind: "guest" } & Account)
  | ({ readonly kind: "person"; readonly memberships?: readonly Membership[] } & Account)
  | { readonly kind: "staff"; readonly id: string; readonly roles: readonly string[]; readonly status?: Standing }
  | { readonly kind: "service"; readonly name: string; readonly tenant?: string }
  | { readonly kind: "token_expired" | "token_invalid" | "revoked" | "facts_unavailable" };

/** Who the caller is. */
export interface Principal {
  readonly kind:
    | "anonymous"
    | "guest"
    | "person"
    | "staff"
    | "service"
    | "token_expired"
    | "token_invalid"
    | "two_subjects"
    | "keys_unavailable"
    | "revoked"
    | "facts_unavailable";
  readonly subject?: string;
  /** Whether the account is suspended: then nothing is permitted. */
  readonly suspended?: true;
  /** Where a person belongs; a membership that is not active gives nothing. */
  readonly tenants: readonly { readonly tenant: string; readonly role?: string; readonly active: boolean }[];
  /** The name of a service. */
  readonly name?: string;
  /** The tenant that a service acts for. */
  readonly actsFor?: string;
  /** The tenant that the token names. */
  readonly tenant?: string;
  /** The row of a share link that holds. */
  readonly link?: { readonly resource: string; readonly key: string };
}

/** Why not; a closed set. The first that applies, in the order of the rules. */
export type Reason =
  | "two_subjects"
  | "token_expired"
  | "token_invalid"
  | "keys_unavailable"
  | "revoked"
  | "facts_unavailable"
  | "suspended"
  | "labels_missing"
  | "not_found"
  | "orphaned"
  | "anonymous"
  | "other_tenant"
  | "role_too_low"
  | "not_owner"
  | "facts_stale"
  | "email_unverified"
  | "plan_required"
  | "field_not_writable"
  | "value_not_allowed"
  | "foreign_reference"
  | "identity_mismatch"
  | "role_above_own"
  | "last_holder"
  | "bad_body"
  | "body_too_large";

/** The status of a denial. 404 is said of foreign and of absent rows alike. */
export type DenialStatus = 400 | 401 | 403 | 404 | 413 | 502 | 503;

/** What of a row could change the decision and was not told. */
export type LabelKind = "tenant" | "owner" | "visibility" | "deleted" | "share" | "parent" | "when";

/** The way in which a field is shown that the caller may not see whole. */
export type MaskKind = "email" | "last4" | "initial" | "year" | "hidden";

/** Yes, under obligations: only `show`, `null` and `mask` may leave, only `write` may be written. */
export interface Permit {
  readonly permitted: true;
  /** Every relation that grants the action, in the model's order. */
  readonly relations: readonly string[];
  /** The relation that an audit names. */
  readonly named: string;
  /** Whether a record must be made. `decide` leaves that to you; all else makes it. */
  readonly audit: boolean;
  /** Columns shown as they are. */
  readonly show: readonly string[];
  /** Columns shown as null. */
  readonly null: readonly string[];
  /** Columns shown masked. */
  readonly mask: Readonly<Record<string, MaskKind>>;
  /** Columns that may be written. */
  readonly write: readonly string[];
}

/** No. */
export interface Denial {
  readonly permitted: false;
  readonly reason: Reason;
  readonly status: DenialStatus;
  /** The labels that were missing, with `labels_missing`. */
  readonly missing: readonly LabelKind[];
}

/** What a decision says. Frozen, and the same object for the same answer. */
export type Outcome = Permit | Denial;

/** What the model says of one field. */
export interface FieldDescription {
  readonly column: string;
  readonly wire: string;
  readonly kind: "scalar" | "json" | "embed";
  /** The resource of nested rows, with `embed`. */
  readonly embed?: string;
  /** The resource that the field points at. */
  readonly ref?: string;
  /** Whether it leaves the server for nobody. */
  readonly never: boolean;
}

/** A column in both spellings. */
export interface Spelling {
  readonly column: string;
  readonly wire: string;
}

/** What the model says of one resource. */
export interface ResourceDescription {
  readonly name: string;
  readonly table: string;
  readonly key: Spelling & { readonly kind: "uuid" | "int" | "text" };
  readonly tenant?: Spelling;
  readonly owner?: Spelling;
  readonly visibility?: Spelling;
  readonly deleted?: Spelling;
  readonly parent?: Spelling & { readonly resource: string };
  /** Whether rows are shared with single people. */
  readonly shares: boolean;
  /** Whether its rows are the tenancy's members. */
  readonly members: boolean;
  /** The column of their role, where they are. */
  readonly role?: Spelling;
  /** Columns that conditions name. */
  readonly when: readonly string[];
  readonly fields: readonly FieldDescription[];
  /** Actions that anybody may hold. */
  readonly actions: readonly string[];
  readonly screens: readonly { readonly name: string; readonly fields: readonly string[] }[];
}

/** What the model says, in names. */
export interface ModelDescription {
  readonly hash: string;
  readonly revision: number;
  readonly actions: readonly string[];
  /** The actions that change something. */
  readonly writes: readonly string[];
  /** What a tenant is called, in a model that has them. */
  readonly tenancy?: string;
  /** The roles of a tenant, weakest first. */
  readonly roles?: readonly string[];
  /** Names that say who the caller is; a value of theirs must not contradict the session. */
  readonly identityNames: readonly { readonly name: string; readonly of: "user" | "tenant" }[];
  readonly factsPath?: string;
  /** Origins from which unsafe requests may come beside the app's own. */
  readonly origins: readonly string[];
  readonly resources: readonly ResourceDescription[];
  readonly routes: readonly { readonly method?: string; readonly pattern: string; readonly kind: string }[];
}
