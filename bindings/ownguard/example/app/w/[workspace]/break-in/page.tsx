// Attacks that run from the visitor's own session, guarded and unguarded.
import type { Metadata } from "next";
import { BreakIn } from "@/components/break-in";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const metadata: Metadata = { title: "Break in" };

export default async function BreakInPage({ params }: PageProps<"/w/[workspace]/break-in">) {
  const { workspace: slug } = await params;
  await og.own("workspace.read", () => db.workspace(slug));
  return (
    <main className="page stack">
      <header>
        <div>
          <h1>Break in</h1>
          <p>Each of these asks for what is the other workspace’s, from this very session. Try them with the guard on and off.</p>
        </div>
      </header>
      <BreakIn own={slug === "globex" ? "globex" : "acme"} />
    </main>
  );
}
