// One subscription.
import type { Params } from "ownguard/next";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

const load = ({ params }: { params: Params }) => db.subscription(params.id);

export const GET = og.route("subscription.read", { load });

export const PATCH = og.route("subscription.update", { load }, (_, { row, columns }) => db.updateSubscription(row.id, columns));
