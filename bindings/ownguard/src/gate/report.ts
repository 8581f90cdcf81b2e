// What a gate below full enforcement would do, collected by route, reason and mend. Pure.
import type { Decision } from "./decision.js";
import { mendOf } from "./mends.js";

/** All requests of one kind that came to the same. */
export interface Group {
  readonly method: string;
  readonly route: string;
  readonly action: string | undefined;
  readonly reason: string;
  readonly means: string;
  readonly mend: string;
  /** Whether the gate would have stopped or changed it; if not, it did. */
  readonly isReported: boolean;
  readonly detail: string | undefined;
  count: number;
  leaked: number;
  last: number;
  readonly principals: Set<string>;
  readonly statuses: Set<number>;
}

/** How many groups and how many callers of one are kept: whoever asks for ever new paths fills nothing. */
const MOST = 500;
const MOST_PRINCIPALS = 50;

/** What was seen since the gate began. */
export class Report {
  readonly #groups = new Map<string, Group>();
  permitted = 0;
  /** Requests that were not as the model wants them. */
  noted = 0;
  /** Requests of groups beyond the most that are kept. */
  uncounted = 0;

  add(decision: Decision): void {
    const { reason, method, route, leaked } = decision;
    if (reason === undefined) {
      this.permitted += 1;
      return;
    }
    this.noted += 1;
    const key = JSON.stringify([method, route, reason, decision.isReported]);
    const group = this.#groups.get(key) ?? this.#begin(key, decision, reason);
    if (!group) {
      this.uncounted += 1;
      return;
    }
    group.count += 1;
    group.leaked += leaked.length;
    group.last = decision.at;
    group.statuses.add(decision.status);
    if (group.principals.size < MOST_PRINCIPALS) group.principals.add(decision.principal);
  }

  /** By route, the most frequent first. */
  routes(): { readonly route: string; readonly method: string; readonly groups: readonly Group[] }[] {
    const routes = new Map<string, Group[]>();
    for (const group of this.#groups.values()) {
      const name = `${group.method} ${group.route}`;
      routes.set(name, [...(routes.get(name) ?? []), group]);
    }
    const sum = (groups: readonly Group[]): number => groups.reduce((all, { count }) => all + count, 0);
    return [...routes.values()]
      .map((groups) => groups.toSorted((one, other) => other.count - one.count))
      .toSorted((one, other) => sum(other) - sum(one))
      .flatMap((groups) => (groups[0] ? [{ route: groups[0].route, method: groups[0].method, groups }] : []));
  }

  /** How many requests each reason stands for, the most frequent first. */
  reasons(): { readonly reason: string; readonly means: string; readonly count: number }[] {
    const counts = new Map<string, number>();
    for (const { reason, count } of this.#groups.values()) counts.set(reason, (counts.get(reason) ?? 0) + count);
    const listed = [...counts].map(([reason, count]) => ({ reason, means: mendOf(reason).means, count }));
    return listed.toSorted((one, other) => other.count - one.count);
  }

  #begin(key: string, { method, route, action, isReported, detail }: Decision, reason: string): Group | undefined {
    if (this.#groups.size >= MOST) return undefined;
    const counts = { count: 0, leaked: 0, last: 0, principals: new Set<string>(), statuses: new Set<number>() };
    const group: Group = { method, route, action, reason, ...mendOf(reason), isReported, detail, ...counts };
    this.#groups.set(key, group);
    return group;
  }
}
