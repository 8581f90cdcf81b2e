export type Project = { id: string; name: string; team_id: string };
export type Task = { id: string; title: string; done: boolean };
export enum Level { View = "view", Edit = "edit" }
declare global { interface Window { analytics?: unknown } }
