// As `ownguard build` writes it, of a small model.
import type { WrittenModel } from "ownguard/next";

interface Invoice {
  id: string;
  total: number | string;
  customerEmail?: string | null;
}

export interface Model {
  rows: {
    "invoice.list": Invoice;
    "invoice.read": Invoice;
    "invoice.create": Invoice;
    "invoice.update": Invoice;
    "invoice.bulk_update": Invoice;
    "invoice.delete": Invoice;
    "project.read": { id: string; name: string };
    "line.read": { id: string; text: string };
  };
  inputs: {
    "invoice.create": { number?: string; total?: number; projectId?: string };
    "invoice.update": { total?: number };
    "invoice.bulk_update": { total?: number };
  };
  screens: { order_status: { id: string } };
}

export const model: WrittenModel<Model> = { json: "{}" };
