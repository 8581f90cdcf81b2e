"use client";
// The links of the sidebar, and which of them is current.
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Icon } from "./icons";

const places = [
  ["", "Overview", "overview"],
  ["/invoices", "Invoices", "invoices"],
  ["/chat", "Assistant", "chat"],
  ["/billing", "Billing", "billing"],
  ["/break-in", "Break in", "breakin"],
] as const;

export function Nav({ base }: { readonly base: string }) {
  const path = usePathname();
  return (
    <nav className="nav" aria-label="Workspace">
      {places.map(([suffix, words, icon]) => {
        const href = base + suffix;
        const current = suffix === "" ? path === href : path.startsWith(href);
        return (
          <Link key={href} href={href} aria-current={current ? "page" : undefined} prefetch={false}>
            <Icon name={icon} />
            {words}
          </Link>
        );
      })}
    </nav>
  );
}
