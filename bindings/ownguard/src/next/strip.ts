// Headers by which a client says who it is, as proxies tell it to an app behind them; and who reads them should not have
// to ask whether there is such a proxy. Touches nothing.

/**
 * The headers without them, or `undefined` where there are none. The gate's proof stays: it proves itself.
 * `identityNames` are the model's `wire.identity_names`, `more` the app's own.
 */
export function stripped(headers: Headers, identityNames: readonly string[], more: readonly string[]): Headers | undefined {
  const known = new Set([...NAMES, ...more.map(folded), ...identityNames.flatMap((name) => [folded(name), `x${folded(name)}`])]);
  const says = (name: string) => {
    if (name === PROOF) return false;
    const plain = folded(name);
    return known.has(plain) || PREFIXES.some((prefix) => plain.startsWith(prefix));
  };
  const found = [...headers.keys()].filter(says);
  if (found.length === 0) return undefined;
  const left = new Headers(headers);
  for (const name of found) left.delete(name);
  return left;
}

const PROOF = "ownguard-proof";

/** Without case, and without what stands between words: origins read `x_user_id` as `X-User-Id`. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

const NAMES = ["remote-group", "remote-groups", "remote-user", "x-remote-group", "x-remote-groups", "x-remote-user", "x-webauth-user"].map(folded);

const PREFIXES = [
  "ownguard",
  "x-amzn-oidc-",
  "x-auth-request-",
  "x-authenticated-",
  "x-clerk-auth-",
  "x-goog-authenticated-user-",
  "x-goog-iap-",
  "x-ms-client-principal",
  "x-ownguard",
].map(folded);
