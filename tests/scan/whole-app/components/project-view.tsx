"use client";

import type { Project, Task } from "@/lib/types";
import { toggle } from "@/app/t/[team]/projects/actions";
import { cn } from "../lib/cn";

export function ProjectView({ project, tasks }: { project: Project; tasks: Task[] }) {
  return (
    <section className={cn("p-4")}>
      <h1>{project.name}</h1>
      {tasks.map((task) => (
        <label key={task.id}>
          <input type="checkbox" checked={task.done} onChange={() => toggle(task.id, !task.done)} />
          {task.title}
        </label>
      ))}
    </section>
  );
}
