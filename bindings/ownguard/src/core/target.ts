// What an action is done to, where a plain row does not say it: a place for a row that is not there
// yet, and a row above with what is known around it. Pure.

import type { Key } from "./types.js";

/** Where a row would stand. Made by {@link place}. */
export class Place {
  /** The tenant's key. */
  readonly tenant: Key | undefined;
  /** The row above. */
  readonly parent: object | null | undefined;

  /** @internal */
  constructor(tenant: Key | undefined, parent: object | null | undefined) {
    this.tenant = tenant;
    this.parent = parent;
  }
}

/** A row above, with what is known around it. Made by {@link above}. */
export class Above {
  /** The row. */
  readonly row: object;
  /** The row above that one. */
  readonly parent: object | null | undefined;
  /** The level at which the row is shared with the caller. */
  readonly share: string | null | undefined;

  /** @internal */
  constructor(row: object, parent: object | null | undefined, share: string | null | undefined) {
    this.row = row;
    this.parent = parent;
    this.share = share;
  }
}

/**
 * A place for a row that is not there yet, or rows of which none is known: its tenant and the row above.
 *
 * @example
 * ```ts
 * access.can("invoice.create", place({ tenant: "t1" }));
 * access.can("line.create", place({ parent: invoice }));
 * ```
 */
export function place(where: { readonly tenant?: Key; readonly parent?: object | Above | null }): Place {
  return new Place(where.tenant, where.parent);
}

/**
 * A row above that itself has one above it, or is shared with the caller.
 *
 * @example
 * ```ts
 * access.own("comment.read", comment, { parent: above(note, { share: "view", parent: folder }) });
 * ```
 */
export function above(
  row: object,
  around: { readonly parent?: object | Above | null; readonly share?: string | null },
): Above {
  return new Above(row, around.parent, around.share);
}
