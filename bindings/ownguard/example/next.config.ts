// The configuration of Next.js. `withOwnguard` keeps `ownguard.gen.ts` current with the model.
import type { NextConfig } from "next";
import { withOwnguard } from "ownguard/config";

const config: NextConfig = {
  turbopack: { root: import.meta.dirname },
  // PGlite reads its own files; it is loaded, not bundled.
  serverExternalPackages: ["@electric-sql/pglite"],
  experimental: {
    authInterrupts: true, // 401 and 403 for pages: app/unauthorized.tsx, app/forbidden.tsx
    useCache: true,
    isrFlushToDisk: false,
  },
};

export default withOwnguard(config, { from: "db/schema.sql" });
