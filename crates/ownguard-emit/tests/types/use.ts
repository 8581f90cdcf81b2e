// What an app does with the types of the leaky app. A line below `@ts-expect-error` must not compile.
import type { Action, Input, Model, ResourceOf, Role, Row, Screens } from "./leaky-app";
import type { Row as Note } from "./people";

declare function own<A extends Action>(action: A): Row<A>;
declare function write<A extends Action>(action: A, body: Input<A>): void;
declare function as<A extends Action, R extends Model["grants"][A]>(action: A, relation: R): Row<A, R>;

const invoice = own("invoice.read");
invoice.number;
// @ts-expect-error a misspelt action
own("invoice.raed");
// @ts-expect-error an action that nobody holds
own("invoice.invite");
// @ts-expect-error what leaves the server for nobody
invoice.stripeCustomerId;
// @ts-expect-error somebody with a link does not see the id
const key: string = invoice.id;
const perhaps: string | undefined = invoice.id;

// Whoever lists is inside: the id is there.
const listed: string = own("invoice.list").id;
// @ts-expect-error notes are the managers'
const notes: string = own("invoice.list").internalNotes;

// As one relation sees it.
const managers = as("invoice.read", "workspace.manager");
const known: string = managers.id;
managers.internalNotes;
// @ts-expect-error a viewer does not see the notes
as("invoice.read", "workspace.viewer").internalNotes;
const masked: string | null = as("invoice.read", "workspace.viewer").customerEmail;
// @ts-expect-error no such relation may export
as("invoice.export", "link");
for (const line of managers.lines) line.amount;
const customer: { name: unknown } | null = managers.customer;

// What may be written.
write("invoice.update", { total: 5, status: "paid" });
// @ts-expect-error a status that nobody may set
write("invoice.update", { status: "paid!" });
// @ts-expect-error the tenant is not written
write("invoice.update", { workspaceId: known });
const manager: Input<"invoice.update", "workspace.manager"> = { status: "void" };
// @ts-expect-error stripe's alone
manager.status = "paid";
const role: Role | undefined = ({} as Input<"member.update">).role;
// @ts-expect-error nothing is written by a read
const none: Input<"invoice.read"> = {};

const resource: ResourceOf<"invoice_line.read"> = "invoice_line";
const table: Model["tables"]["invoice"] = "invoices";
const screen: Screens["order_status"] = { number: "1", status: "open", total: 3 };
const json: { id?: unknown; metadata?: unknown } = managers;

const note: Note<"note.list"> = { id: "9", title: "", text: null, pinned: true, tags: { any: ["thing"] }, locked: false };
