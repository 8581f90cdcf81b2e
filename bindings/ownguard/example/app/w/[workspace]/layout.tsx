// The frame of a workspace. It is guarded for itself; each page inside it is too.
import type { ReactNode } from "react";
import Link from "next/link";
import { Face } from "@/components/face";
import { Icon } from "@/components/icons";
import { Nav } from "@/components/nav";
import { Alarm, GuardSwitch } from "@/components/switch";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";
import { nameOf } from "@/lib/people";
import { isGuarded } from "@/lib/switch";

export default async function Workspace({ children, params }: LayoutProps<"/w/[workspace]">) {
  const { workspace: slug } = await params;
  const workspace = await og.own("workspace.read", () => db.workspace(slug));
  const { subject } = await og.session();
  const name = nameOf(subject);
  return (
    <div className="shell" data-guard={isGuarded() ? "on" : "off"}>
      <aside className="side">
        <Link className="brand" href={`/w/${slug}`}>
          <span className="mark">{workspace.name[0]}</span>
          <span>
            {workspace.name}
            <small>{workspace.plan} plan</small>
          </span>
        </Link>
        <Nav base={`/w/${slug}`} />
        <div className="who">
          <Face name={name} />
          <div>{name}</div>
          <form action="/session/end" method="post">
            <button className="button quiet" title="Sign out" aria-label="Sign out">
              <Icon name="leave" />
            </button>
          </form>
        </div>
      </aside>
      <div className="main">
        <Alarm />
        <div className="top">
          <GuardSwitch />
        </div>
        {children as ReactNode}
      </div>
    </div>
  );
}
