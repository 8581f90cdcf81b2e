"use client";
// Makes a link that shows an invoice to whoever holds it.
import { share } from "@/lib/actions";
import { ActionForm } from "./action-form";

export function ShareBox({ id }: { readonly id: string }) {
  const link = (href: string) => (
    <a className="link" href={href}>
      {href}
    </a>
  );
  return (
    <section className="card pad stack">
      <h2>Share</h2>
      <p className="soft small">Whoever holds the link sees number, customer, status, total and due date, for seven days.</p>
      <ActionForm action={share} id={id} done={link}>
        <button className="button">Make a link</button>
      </ActionForm>
    </section>
  );
}
