// The configuration of Next.js.
import type { NextConfig } from "next";

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

export default config;
