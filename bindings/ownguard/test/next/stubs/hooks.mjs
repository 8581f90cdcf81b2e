// Lets Node find what Next.js's bundlers alias: `next/headers` of this process, and the server's `next/navigation`.
const headers = new URL("headers.mjs", import.meta.url).href;

export function resolve(specifier, context, next) {
  if (specifier === "next/headers.js") return { url: headers, shortCircuit: true };
  if (specifier === "next/navigation") return next("next/dist/client/components/navigation.react-server.js", context);
  return next(specifier, context);
}
