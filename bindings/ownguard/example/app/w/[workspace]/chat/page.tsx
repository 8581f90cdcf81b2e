// Leads to the latest conversation of this person.
import { redirect } from "next/navigation";
import { ActionForm } from "@/components/action-form";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";
import { startThread } from "@/lib/actions";

export default async function Chats({ params }: PageProps<"/w/[workspace]/chat">) {
  const { workspace: slug } = await params;
  const workspace = await og.own("workspace.read", () => db.workspace(slug));
  const [first] = await og.filter("thread.list", () => db.threads(workspace.id));
  if (first) redirect(`/w/${slug}/chat/${first.id}`);
  return (
    <main className="page">
      <header>
        <h1>Assistant</h1>
      </header>
      <ActionForm action={startThread}>
        <input type="hidden" name="title" value="New conversation" />
        <button className="button primary">Start a conversation</button>
      </ActionForm>
    </main>
  );
}
