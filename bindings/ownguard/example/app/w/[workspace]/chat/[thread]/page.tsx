// One conversation, beside the others of this person.
import type { Metadata } from "next";
import Link from "next/link";
import { ActionForm } from "@/components/action-form";
import { Chat } from "@/components/chat";
import { startThread } from "@/lib/actions";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const metadata: Metadata = { title: "Assistant" };

export default async function Conversation({ params }: PageProps<"/w/[workspace]/chat/[thread]">) {
  const { workspace: slug, thread: id } = await params;
  const row = await db.thread(id);
  const thread = await og.own("thread.read", () => row);
  const threads = await og.filter("thread.list", () => db.threads(thread.workspaceId));
  const messages = await og.filter("message.list", () => db.messages(thread.id), { parent: row });
  return (
    <main className="page">
      <header>
        <div>
          <h1>Assistant</h1>
          <p>It reads invoices through a tool. The tool is guarded, so what it is told changes nothing.</p>
        </div>
      </header>
      <div className="chat">
        <nav className="threads" aria-label="Conversations">
          {threads.map((each) => (
            <Link key={each.id} href={`/w/${slug}/chat/${each.id}`} aria-current={each.id === id ? "page" : undefined} prefetch={false}>
              {each.title}
            </Link>
          ))}
          <ActionForm action={startThread}>
            <input type="hidden" name="title" value="New conversation" />
            <button className="button quiet">+ New</button>
          </ActionForm>
        </nav>
        <Chat key={thread.id} workspace={thread.workspaceId} thread={thread.id} before={messages} elsewhere={slug === "acme" ? "Globex" : "Acme"} />
      </div>
    </main>
  );
}
