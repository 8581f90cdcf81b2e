// What the workspace pays for this app. For managers; only an admin may change it.
import type { Metadata } from "next";
import { ActionForm } from "@/components/action-form";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";
import { date, money } from "@/lib/format";
import { setSeats } from "@/lib/actions";

export const metadata: Metadata = { title: "Billing" };

export default async function Billing({ params }: PageProps<"/w/[workspace]/billing">) {
  const { workspace: slug } = await params;
  const workspace = await og.own("workspace.read", () => db.workspace(slug));
  const [row] = await db.subscriptions(workspace.id);
  const subscription = await og.own("subscription.read", () => row);
  const mayUpdate = await og.can("subscription.update", row);
  return (
    <main className="page stack">
      <header>
        <div>
          <h1>Billing</h1>
          <p>What {workspace.name} pays for Folio.</p>
        </div>
      </header>
      <div className="two">
        <section className="card sheet">
          <div>
            <p className="soft small">Per month</p>
            <p className="total">{money(subscription.price)}</p>
          </div>
          <dl className="facts">
            <div>
              <dt>Plan</dt>
              <dd>{subscription.plan}</dd>
            </div>
            <div>
              <dt>Seats</dt>
              <dd>{subscription.seats}</dd>
            </div>
            <div>
              <dt>Renews</dt>
              <dd>{date(subscription.renewsOn)}</dd>
            </div>
            <div>
              <dt>Card</dt>
              <dd>{subscription.card}</dd>
            </div>
            <div>
              <dt>Invoices go to</dt>
              <dd>{subscription.billingEmail}</dd>
            </div>
          </dl>
        </section>
        {mayUpdate && (
          <section className="card pad">
            <ActionForm action={setSeats} id={subscription.id} className="stack">
              <label>
                Seats
                <input name="seats" type="number" min="1" max="99" defaultValue={subscription.seats} />
              </label>
              <button className="button">Change</button>
            </ActionForm>
          </section>
        )}
      </div>
    </main>
  );
}
