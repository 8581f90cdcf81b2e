// The fields of an invoice.
import type { Rows } from "@/ownguard.gen";

/** Whoever sees the notes of a row may write them, and its status. */
export function InvoiceFields({ invoice = { internalNotes: "" } }: { readonly invoice?: Partial<Rows["invoice.read"]> }) {
  const manages = invoice.internalNotes !== undefined;
  return (
    <>
      <div className="form">
        <label>
          Number
          <input name="number" required defaultValue={invoice.number} />
        </label>
        {manages && (
          <label>
            Status
            <select name="status" defaultValue={invoice.status ?? "draft"}>
              {["draft", "open", "paid"].map((status) => (
                <option key={status}>{status}</option>
              ))}
            </select>
          </label>
        )}
        <label>
          Customer
          <input name="customerName" required defaultValue={invoice.customerName} />
        </label>
        <label>
          E-mail
          <input name="customerEmail" type="email" required defaultValue={invoice.customerEmail ?? ""} />
        </label>
        <label>
          Total in cents
          <input name="total" type="number" min="0" required defaultValue={invoice.total} />
        </label>
        <label>
          Due
          <input name="dueOn" type="date" required defaultValue={invoice.dueOn} />
        </label>
        {manages && (
          <label className="wide">
            Internal notes
            <textarea name="internalNotes" defaultValue={invoice.internalNotes} />
          </label>
        )}
      </div>
      <button className="button primary">Save</button>
    </>
  );
}
