// Which arguments say who the caller is. Pure.

import type { ModelDescription, ResourceDescription, Spelling } from "../core/types.js";

/** Where the value of an argument comes from. */
export type Whose = "tenant" | "user";

/** The arguments that the session fills, by {@link folded} name. */
export type IdentityNames = ReadonlyMap<string, Whose>;

/** One spelling for `workspace_id`, `workspaceId` and `WORKSPACE-ID`. */
export function folded(name: string): string {
  return name.replace(/[_-]/g, "").toLowerCase();
}

/** The names for tools that act on a resource, with what the tool's own rule says. */
export function identityNames(
  model: ModelDescription,
  resource: ResourceDescription,
  args: Readonly<Record<string, Whose | "model">>,
): IdentityNames {
  const names = new Map<string, Whose>();
  const add = (spelling: Spelling | undefined, whose: Whose) => {
    for (const name of spelling ? [spelling.column, spelling.wire] : []) {
      if (!names.has(folded(name))) names.set(folded(name), whose);
    }
  };
  for (const level of lineage(model, resource)) {
    // The key of a row above is not that of this one, though both may be called `id`.
    const own = (one: Spelling | undefined) => (level === resource || one?.column !== level.key.column ? one : undefined);
    add(own(level.tenant), "tenant");
    add(own(level.owner), "user");
  }
  for (const { name, of } of model.identityNames) {
    if (!names.has(folded(name))) names.set(folded(name), of);
  }
  for (const [name, whose] of Object.entries(args)) {
    if (whose === "model") names.delete(folded(name));
    else names.set(folded(name), whose);
  }
  return names;
}

/** The resource, then each one above it. */
function lineage(model: ModelDescription, resource: ResourceDescription): ResourceDescription[] {
  const levels = [resource];
  for (let above = resource.parent; above; ) {
    const name = above.resource;
    const level = model.resources.find((one) => one.name === name);
    if (!level || levels.includes(level)) break;
    levels.push(level);
    above = level.parent;
  }
  return levels;
}
