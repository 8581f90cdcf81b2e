import Stripe from "stripe";
import { prisma } from "@/lib/prisma";

const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);

export async function POST(request: Request) {
  const signature = request.headers.get("stripe-signature") ?? "";
  let event: Stripe.Event;
  try {
    event = stripe.webhooks.constructEvent(await request.text(), signature, process.env.STRIPE_WEBHOOK_SECRET!);
  } catch {
    return new Response("bad signature", { status: 400 });
  }
  switch (event.type) {
    case "checkout.session.completed": {
      const session = event.data.object;
      await prisma.team.update({ where: { id: session.client_reference_id! }, data: { stripeCustomerId: String(session.customer) } });
      break;
    }
    case "customer.subscription.updated": {
      const subscription = event.data.object;
      await prisma.team.updateMany({ where: { stripeCustomerId: String(subscription.customer) }, data: { plan: "pro" } });
      break;
    }
  }
  return new Response(null, { status: 204 });
}
