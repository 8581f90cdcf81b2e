// The door: choose who to be.
import type { Metadata } from "next";
import { connection } from "next/server";
import { Face } from "@/components/face";
import { GuardSwitch } from "@/components/switch";
import { isGuarded } from "@/lib/switch";
import { people } from "@/lib/people";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignIn() {
  await connection();
  return (
    <main className="door" data-guard={isGuarded() ? "on" : "off"}>
      <section className="pitch">
        <p>
          <strong>Folio</strong>, an example of ownguard
        </p>
        <div className="stack">
          <h1>Two companies, one database, one guard.</h1>
          <p>
            Acme and Globex keep their invoices in the same tables. Every page, route, action and chat tool says in one line whose
            rows it may show.
          </p>
          <pre>
            {"const invoice = "}
            <b>{"await og.own('invoice.read', "}</b>
            {"\n  () => db.invoice(id)"}
            <b>{")"}</b>
          </pre>
        </div>
        <p className="small">Turn the guard off, and everything leaks that would leak without it.</p>
      </section>
      <section>
        <div className="row spread" style={{ maxWidth: 420 }}>
          <h2>Sign in as</h2>
          <GuardSwitch />
        </div>
        <form className="people" action="/session" method="post">
          {Object.entries(people).map(([key, person]) => (
            <button key={key} name="person" value={key}>
              <Face name={person.name} />
              <span>
                <strong>{person.name}</strong>
                <span className="soft small">{person.words}</span>
              </span>
              <span aria-hidden="true">→</span>
            </button>
          ))}
        </form>
        <p className="soft small" style={{ maxWidth: 420 }}>
          No passwords: this example is about what comes after signing in. The session is a signed token in a cookie.
        </p>
      </section>
    </main>
  );
}
