// Finds the route of a request. It is as forgiving as the frameworks and proxies
// that real apps stand behind, so that a gate which is not gets caught.

/** `table` holds `[method, pattern, handler]`; `:name` is a segment, `*name` the rest; the first match wins. */
export function router(table) {
  const routes = table.map(([method, pattern, handler]) => ({ method, handler, ...compile(pattern) }));
  return (method, path) => {
    const clean = normalise(path);
    for (const route of routes) {
      if (route.method !== "*" && route.method !== method) continue;
      const match = route.regex.exec(clean);
      if (!match) continue;
      const params = Object.fromEntries(route.names.map((name, i) => [name, match[i + 1]]));
      return { handler: route.handler, params };
    }
    return null;
  };
}

/** The method that the app acts on. */
export function methodOf(req, body) {
  // LEAK: an override header or a `_method` member turns a read into a write
  const asked = req.headers["x-http-method-override"] ?? body?._method ?? req.method;
  const method = String(asked).toUpperCase();
  return method === "HEAD" ? "GET" : method;
}

function normalise(path) {
  // LEAK: decoded before it is matched: `%2e%2e%2f`, `\`, `;x` and `//` name another route here than in front
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // A broken escape is matched as it stands.
  }
  const kept = [];
  for (const segment of decoded.replaceAll("\\", "/").split("/")) {
    const bare = segment.split(";")[0];
    if (bare === "..") kept.pop();
    else if (bare !== "" && bare !== ".") kept.push(bare);
  }
  return `/${kept.join("/")}`;
}

function compile(pattern) {
  const names = [];
  const source = pattern.replace(/([:*])(\w+)/g, (_, kind, name) => {
    names.push(name);
    return kind === ":" ? "([^/]+)" : "(.*)";
  });
  return { names, regex: new RegExp(`^${source.replaceAll(".", "\\.").replaceAll("(\\.*)", "(.*)")}$`) };
}
