// The document around every page. It knows nothing of who is asking, so that it may be static.
import type { Metadata } from "next";
import type { ReactNode } from "react";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/pages.css";

export const metadata: Metadata = {
  title: { default: "Folio", template: "%s · Folio" },
  description: "Invoices of two workspaces that never see each other",
};

export default function Document({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
