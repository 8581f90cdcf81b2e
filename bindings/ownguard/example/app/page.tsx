// Leads everybody to their workspace, or to the door.
import { redirect } from "next/navigation";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export default async function Home(): Promise<never> {
  const { subject } = await og.session();
  const [workspace] = subject ? await db.workspacesOf(subject) : [];
  redirect(workspace ? `/w/${String(workspace["slug"])}` : "/sign-in");
}
