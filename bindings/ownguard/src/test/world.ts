// What the fixtures of a case need besides it: the model, ids, the ages that tell cases apart.

import { OwnguardError } from "../core/errors.js";
import type { ModelDescription, ResourceDescription } from "../core/types.js";
import type { Case } from "./types.js";

/** What all cases of one call to `cases` share. */
export interface World {
  readonly model: ModelDescription;
  readonly ids: Readonly<Record<string, string>>;
  /** The ages of facts that callers have, by action, in order. */
  readonly ages: Map<string, readonly number[]>;
}

const worlds = new WeakMap<Case, World>();

/** Keeps where cases come from. */
export function remember(all: Case[], world: World): Case[] {
  for (const one of all) worlds.set(one, world);
  return all;
}

/** Where a case comes from. */
export function worldOf(one: Case): World {
  const world = worlds.get(one);
  if (world) return world;
  throw new OwnguardError("case_unknown", "this is no case of `cases`", "hand in the case itself, not a copy of it");
}

/** What the model says of a resource. */
export function resourceOf(world: World, name: string): ResourceDescription {
  const resource = world.model.resources.find((one) => one.name === name);
  if (resource) return resource;
  throw new OwnguardError("unknown_name", `the model has no resource \`${name}\``, "see the model");
}

/** What a name of the matrix is called here. */
export function idOf(world: World, name: string): string {
  return Object.hasOwn(world.ids, name) ? (world.ids[name] ?? name) : name;
}

/** The same for the key of a row: of the resource's kind. */
export function keyOf(world: World, resource: ResourceDescription, name: string): string {
  if (Object.hasOwn(world.ids, name)) return idOf(world, name);
  const place = world.model.resources.indexOf(resource) + 1;
  switch (resource.key.kind) {
    case "uuid":
      return `00000000-0000-4000-8000-${String(place).padStart(12, "0")}`;
    case "int":
      return String(place);
    case "text":
      return name;
  }
}
