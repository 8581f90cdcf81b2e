"use server";

import { and, desc, eq, inArray } from "drizzle-orm";
import { auth } from "@/auth";
import { db } from "@/lib/db";
import { invoices, notes, plans } from "@/lib/schema";

export async function one(id: string) {
  const { user } = await auth();
  const [row] = await db
    .select({ number: invoices.number })
    .from(invoices)
    .where(and(eq(invoices.id, id), eq(invoices.createdBy, user.id)))
    .orderBy(desc(invoices.number))
    .limit(1);
  return row;
}

export async function some(ids: string[]) {
  const { user } = await auth();
  const mine = await db.select({ id: notes.id }).from(notes).where(eq(notes.userId, user.id));
  return mine.filter(({ id }) => ids.includes(id));
}

export async function several(ids: string[]) {
  return db.delete(plans).where(inArray(plans.id, ids));
}

export async function make(body: string) {
  const { user } = await auth();
  await db.insert(notes).values({ userId: user.id, body }).returning({ id: notes.id });
}

export async function offered() {
  return db.select().from(plans);
}
