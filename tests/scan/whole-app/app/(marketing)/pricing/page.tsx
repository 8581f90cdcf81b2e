import { prisma } from "@/lib/prisma";

export const dynamic = "force-static";

async function plans() {
  "use cache";
  return prisma.plan.findMany({ orderBy: { price: "asc" } });
}

export default async function Pricing() {
  return <ul>{(await plans()).map((plan) => <li key={plan.id}>{plan.name}</li>)}</ul>;
}
