// One cell of the model's matrix: who asks, for what, and what must come of it. Types only.

import type { DenialStatus, Reason } from "../core/types.js";

/** One combination of the matrix, decided by the core. */
export interface Case<A extends string = string> {
  /** In words; no two cases of a model are named alike. */
  readonly name: string;
  /** Such as `invoice.read`. */
  readonly action: A;
  readonly resource: string;
  readonly verb: string;
  /** Who asks. */
  readonly who: CaseCaller;
  /** An existing row, a new one, rows of which each is judged later, or rows of which none is. */
  readonly target: "row" | "new" | "listing" | "collection";
  /** The tenant that is named beside the row, such as by the path. */
  readonly tenant: string | null;
  /** What is wrong with the row, if anything. */
  readonly state: CaseState;
  /** The resource of which that is so: the row's own or one above. */
  readonly of: string | null;
  /** The labels of the row. */
  readonly row: CaseLabels | null;
  /** The labels of the row above, where there is no row yet. */
  readonly parent: CaseLabels | null;
  /** The row that a share link which was presented opens. */
  readonly link: { readonly resource: string; readonly key: string } | null;
  /** What must come of it. */
  readonly expected: Expected;
}

/** Whether a row is as it should be. All but `live` can be asked only of a guard, not of a database that refuses them. */
export type CaseState = "live" | "deleted" | "no_tenant" | "other_tenant" | "no_parent";

/** Who asks. */
export interface CaseCaller {
  /** Such as `person:workspace.viewer;age=300`. */
  readonly id: string;
  readonly words: string;
  readonly kind:
    | "anonymous"
    | "guest"
    | "person"
    | "staff"
    | "service"
    | "token_expired"
    | "token_invalid"
    | "revoked"
    | "facts_unavailable";
  readonly sub?: string;
  readonly name?: string;
  readonly tenant?: string | null;
  readonly status?: "active" | "suspended";
  readonly verified?: boolean;
  readonly plan?: string | null;
  /** How old what is known of them is, in seconds; `null` was asked in this request. */
  readonly age?: number | null;
  readonly roles?: readonly string[];
  readonly memberships?: readonly {
    readonly tenant: string;
    readonly role: string | null;
    readonly status: "active" | "suspended";
    readonly tenant_status: "active" | "suspended";
    readonly plan: string | null;
    readonly age: number | null;
  }[];
}

/** Labels of a row, by what they are. What the resource does not have is left out. */
export interface CaseLabels {
  readonly key: string | null;
  readonly tenant?: string | null;
  readonly owner?: string | null;
  readonly visibility?: string | null;
  readonly deleted?: string | null;
  readonly share?: string | null;
  readonly when?: Readonly<Record<string, string | null>>;
  readonly parent?: CaseLabels | null;
}

/** What must come of a case. */
export type Expected =
  | {
      readonly decision: "permit";
      readonly status: 200;
      /** Every relation that grants it. */
      readonly relations: readonly string[];
      readonly audit: boolean;
      /** Columns shown as they are. */
      readonly shown: readonly string[];
      /** Columns shown as null (`null`) or masked (`mask:email`). */
      readonly masked: Readonly<Record<string, string>>;
      /** Columns that may be written, with the values that may be. */
      readonly writable: Readonly<Record<string, "any" | readonly string[]>>;
    }
  | { readonly decision: "deny"; readonly status: DenialStatus; readonly reason: Reason };
