import { notFound } from "next/navigation";
import { ProjectView } from "@/components/project-view";
import { createClient } from "@/lib/supabase/server";
import { requireUser } from "@/lib/session";

export default async function Project({ params }: { params: Promise<{ team: string; id: string }> }) {
  await requireUser();
  const { id } = await params;
  const supabase = await createClient();
  const [{ data: project }, { data: tasks }] = await Promise.all([
    supabase.from("projects").select("id, name, team_id").eq("id", id).single(),
    supabase.from("tasks").select("id, title, done").eq("project_id", id).order("created_at"),
  ]);
  if (!project) notFound();
  return <ProjectView project={project} tasks={tasks ?? []} />;
}
