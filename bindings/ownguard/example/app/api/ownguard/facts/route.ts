// Tells the gate, and nobody else, who belongs where (`npx ownguard dev` in front of this app).
import { og } from "@/lib/guard";

export const GET = og.facts();
