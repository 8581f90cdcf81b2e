// Patterns of paths, for the proxy alone: what is public, and what is no page. It guards nothing, so it may be plainer
// than Next.js's own routing; where they differ, the path is not public. Touches nothing.

/** Whether one of the patterns names the path. */
export type Matcher = (path: string) => boolean;

/**
 * Reads `/pricing`, `/blog/*` (all below, and `/blog` itself), and the model's `/s/{link}` and `/docs/{*rest}`.
 */
export function matcher(patterns: readonly string[]): Matcher {
  const exact = new Set<string>();
  const others: (readonly string[])[] = [];
  for (const pattern of patterns) {
    const segments = split(pattern);
    if (segments.some((segment) => segment === "*" || segment.startsWith("{"))) others.push(segments);
    else exact.add(segments.join("/"));
  }
  return (path) => {
    const segments = split(path);
    return exact.has(segments.join("/")) || others.some((pattern) => fits(pattern, segments));
  };
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  for (const [at, segment] of pattern.entries()) {
    if (segment === "*" || segment.startsWith("{*")) return true;
    const given = path[at];
    if (given === undefined || given === "" || (!segment.startsWith("{") && segment !== given)) return false;
  }
  return pattern.length === path.length;
}

/** Segments without the slash that Next.js takes off the end. A path that is written oddly fits nothing. */
function split(path: string): readonly string[] {
  const bare = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  return bare.split("/").slice(1);
}
