// Where the app itself is reached, as far as headers tell. Touches nothing.

/**
 * The site's own origin, as the platform in front of the app tells it; Next.js fills in what no platform told. A page of
 * another site cannot make a browser send these.
 */
export function ownOrigin(headers: Headers): string | undefined {
  const first = (name: string) => headers.get(name)?.split(",")[0]?.trim().toLowerCase() || undefined;
  const host = first("x-forwarded-host") ?? first("host");
  return host === undefined ? undefined : `${first("x-forwarded-proto") ?? "https"}://${host}`;
}
