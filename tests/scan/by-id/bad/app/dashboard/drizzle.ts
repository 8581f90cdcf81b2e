"use server";

import { and, eq } from "drizzle-orm";
import { db } from "@/lib/db";
import { invoices, notes } from "@/lib/schema";

export async function one(id: string) {
  return db.select({ number: invoices.number }).from(invoices).where(eq(invoices.id, id)); // expect OG3204
}

export async function rename(id: string, body: string) {
  await db // expect OG3204
    .update(notes)
    .set({ body })
    .where(and(eq(notes.id, id)));
}

export async function remove(form: FormData) {
  await db.transaction(async (tx) => {
    await tx.delete(notes).where(eq(notes.id, String(form.get("id")))); // expect OG3204
  });
}

export async function all() {
  return db.select({ id: notes.id }).from(notes); // expect OG3203
}

export async function every() {
  // expect-next OG3202 and on the same line expect-next OG3203
  return db.select().from(notes);
}

export async function make(userId: string, body: string) {
  await db.insert(notes).values({ userId, body }); // expect OG3208
}
