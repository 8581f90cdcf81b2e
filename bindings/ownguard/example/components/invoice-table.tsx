// Invoices as a table; on a phone, as a list.
import Link from "next/link";
import { date, money } from "@/lib/format";
import type { Rows } from "@/ownguard.gen";

export function InvoiceTable({ base, invoices }: { readonly base: string; readonly invoices: readonly Rows["invoice.list"][] }) {
  if (invoices.length === 0) return <p className="pad soft">No invoices here.</p>;
  return (
    <table className="list">
      <thead>
        <tr>
          <th>Number</th>
          <th>Customer</th>
          <th>Status</th>
          <th>Due</th>
          <th className="amount">Total</th>
        </tr>
      </thead>
      <tbody>
        {invoices.map((invoice) => (
          <tr key={invoice.id}>
            <td>
              <Link href={`${base}/invoices/${invoice.id}`} prefetch={false}>
                {invoice.number}
              </Link>
            </td>
            <td className="soft">{invoice.customerName}</td>
            <td>
              <Status of={invoice.status} />
            </td>
            <td className="soft">{date(invoice.dueOn)}</td>
            <td className="amount">{money(invoice.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Status({ of }: { readonly of: string }) {
  return <span className={`badge ${of}`}>{of}</span>;
}
