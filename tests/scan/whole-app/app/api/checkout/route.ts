import Stripe from "stripe";
import { prisma } from "@/lib/prisma";
import { requireTeam } from "@/lib/session";

const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!, { apiVersion: "2026-01-01" as never });

export async function POST(request: Request) {
  const { team: slug, price } = await request.json();
  const { team, user } = await requireTeam(slug);
  const plan = await prisma.plan.findUnique({ where: { id: price } });
  if (!plan) return Response.json({ message: "no such plan" }, { status: 422 });
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    customer_email: user.email,
    client_reference_id: team.id,
    line_items: [{ price: plan.stripePriceId, quantity: 1 }],
    success_url: `${process.env.NEXT_PUBLIC_SITE_URL}/t/${slug}`,
  });
  return Response.json({ url: session.url });
}
